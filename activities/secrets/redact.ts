export const MASK = '******';

/** Shorter values stand for themselves only between other characters than letters and digits. */
const SHORT = 4;
const LINE = 8;

/** Remembers every secret that this process has resolved, and takes them out of whatever leaves it. */
export class Redactor {
  /** Longest first: a secret may be part of another one. */
  #patterns: readonly RegExp[] = [];
  readonly #texts = new Set<string>();

  remember(secret: string): void {
    if (secret === '') return;
    const before = this.#texts.size;
    // A message may quote one line of a key file.
    const lines = secret.includes('\n') ? secret.split('\n').filter((line) => line.trim().length >= LINE) : [];
    for (const text of [secret, ...lines]) for (const form of writeForms(text)) this.#texts.add(form);
    if (this.#texts.size === before) return;
    this.#patterns = [...this.#texts].sort((a, b) => b.length - a.length).map(toPattern);
  }

  redactText(text: string): string {
    return this.#patterns.reduce((redacted, pattern) => redacted.replace(pattern, MASK), text);
  }

  /** A copy with every string redacted, keys included. Errors keep message, stack and cause; cycles are cut. */
  redact<Value>(value: Value): Value {
    return this.#copy(value, new Set()) as Value;
  }

  #copy(value: unknown, above: Set<object>): unknown {
    if (typeof value === 'string') return this.redactText(value);
    if (typeof value !== 'object' || value === null) return value;
    if (above.has(value)) return '[circular]';
    const inside = new Set(above).add(value);
    if (Buffer.isBuffer(value)) return this.redactText(value.toString('utf8'));
    if (value instanceof Date) return value;
    if (Array.isArray(value)) return value.map((item) => this.#copy(item, inside));
    if (value instanceof Map)
      return new Map([...value].map(([key, item]) => [this.#copy(key, inside), this.#copy(item, inside)]));
    if (value instanceof Set) return new Set([...value].map((item) => this.#copy(item, inside)));
    const entries: [string, unknown][] = Object.entries(value);
    if (value instanceof Error) {
      // Own but not enumerable on errors.
      entries.push(['name', value.name], ['message', value.message], ['stack', value.stack]);
      if (value.cause !== undefined) entries.push(['cause', value.cause]);
    }
    return Object.fromEntries(entries.map(([key, item]) => [this.redactText(key), this.#copy(item, inside)]));
  }
}

/** The one of this process. */
export const redactor = new Redactor();

/** The value as it may be written: in JSON, in quotes of a shell, in an URL, in base64. */
function writeForms(text: string): string[] {
  const forms = [
    text,
    JSON.stringify(text).slice(1, -1),
    text.replaceAll("'", "'\\''"),
    Buffer.from(text).toString('base64'),
  ];
  try {
    forms.push(encodeURIComponent(text));
  } catch {
    // A lone surrogate has no URL form.
  }
  return forms;
}

function toPattern(text: string): RegExp {
  const source = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(text.length < SHORT ? `(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])` : source, 'gu');
}
