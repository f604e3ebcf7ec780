const SECRET_WORDS =
  /passw(?:or)?d|pwd|passphrase|secret|token|credential|private[_.-]?key|access[_.-]?key|api[_.-]?key|account[_.-]?key|shared[_.-]?key|sas[_.-]?key/i;

/** Whether a configuration key of this name usually holds a secret, by its words. */
export function isSecretKey(name: string): boolean {
  return SECRET_WORDS.test(name);
}
