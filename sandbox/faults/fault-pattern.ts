export function parsePattern(fault: string, text: unknown): RegExp {
  try {
    return new RegExp(String(text), 'i');
  } catch {
    throw new Error(`${fault}: ${JSON.stringify(text)} is not a regular expression`);
  }
}

export function formatPattern({ source }: RegExp): string {
  return source === '(?:)' ? '' : source;
}
