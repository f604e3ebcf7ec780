import { diffArrays } from 'diff';

/** A line as it is compared and as it may be shown. */
export interface MaskedLine {
  readonly raw: string;
  readonly shown: string;
}

/** Secrets also hide inside values, e.g. -Djavax.net.ssl.keyStorePassword=… or https://user:…@host. */
const INLINE_SECRET = /((?:password|passwd|secret|token|accesskey)[\w.-]*\s*[=:]\s*)[^\s"']+/gi;
const URL_SECRET = /(:\/\/[^/\s:@"']*:)[^/\s@"']+@/g;

export function maskInline(text: string): string {
  return text.replace(INLINE_SECRET, '$1******').replace(URL_SECRET, '$1******@');
}

/** Changed lines only, each with its `+` or `-`, a replaced one right before what replaces it. That a masked value changed is still said. */
export function diffMasked(before: readonly MaskedLine[], after: readonly MaskedLine[]): readonly string[] {
  const diff: string[] = [];
  let removed: readonly MaskedLine[] = [];
  const flush = (added: readonly MaskedLine[]) => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++) {
      const [old, fresh] = [removed[at], added[at]];
      if (old !== undefined) diff.push(`- ${old.shown}`);
      if (fresh !== undefined) diff.push(`+ ${fresh.shown}${old?.shown === fresh.shown ? ' (another value)' : ''}`);
    }
    removed = [];
  };
  for (const change of diffArrays([...before], [...after], { comparator: (a, b) => a.raw === b.raw })) {
    if (change.removed) removed = change.value;
    else flush(change.added ? change.value : []);
  }
  flush([]);
  return diff;
}
