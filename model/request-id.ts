const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 8;

/** Eight letters to be read aloud; begins with a digit, so that it is never the name of a cluster. */
export function spellRequestId(bytes: Iterable<number>): string {
  return [...bytes]
    .slice(0, LENGTH)
    .map((byte, index) => LETTERS[index === 0 ? byte % 10 : byte % LETTERS.length])
    .join('');
}

/** The same for the same text, for whoever has no chance of its own: a workflow that may be replayed. */
export function deriveRequestId(text: string): string {
  return spellRequestId(Array.from({ length: LENGTH }, (_, index) => hash(`${index}/${text}`) >>> 24));
}

/** FNV-1a, 32 bits, stirred once more: texts that differ in their last letter only differ in all bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
