const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Answers of hosts and databases are shown on a terminal: what would steer it is shown as a dot. Line breaks and tabs stay. */
export function cleanText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(CONTROL, '·');
}

/** The same for every text in a value. */
export function cleanDeep<Value>(value: Value): Value {
  if (typeof value === 'string') return cleanText(value) as Value;
  if (Array.isArray(value)) return value.map(cleanDeep) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleanDeep(inner)])) as Value;
}
