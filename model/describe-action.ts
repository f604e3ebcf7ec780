import type { Action } from './step.ts';

/** All of an action in words, exact enough to be done by hand: where on the first line, what below it. Of a digest only its beginning, unless `inFull`. */
export function describeAction(
  action: Action,
  inFull = false,
): { readonly head: string; readonly body: readonly string[] } {
  switch (action.kind) {
    case 'sql':
      return { head: `SQL on ${action.on}`, body: [`${action.statement};`] };
    case 'command':
      return { head: `command on ${action.on}`, body: action.command.split('\n') };
    case 'upload':
      return {
        head: `upload on ${action.on}`,
        body: [
          `${action.from} → ${action.path}`,
          `${formatBytes(action.bytes)}, sha256 ${inFull ? action.digest : `${action.digest.slice(0, 16)}…`}`,
        ],
      };
    case 'file':
      return { head: `file on ${action.on}`, body: [action.path, ...action.diff] };
    case 'nothing':
      return { head: `nothing to do on ${action.on}: ${action.because}`, body: [] };
  }
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
