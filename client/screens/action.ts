import type { Action, Evidence } from '../../model/step.ts';
import { indent, wrap } from './layout.ts';
import type { View } from './view.ts';

/** One line: enough to recognise what was done. */
export function summariseAction(action: Action): string {
  switch (action.kind) {
    case 'sql':
      return action.statement;
    case 'command':
      return action.command.split('\n')[0] ?? '';
    case 'upload':
      return `put ${action.path} (${formatBytes(action.bytes)})`;
    case 'file':
      return `write ${action.path} (${countChanges(action.diff)})`;
    case 'nothing':
      return `nothing to do: ${action.because}`;
  }
}

export function summariseEvidence({ action, answer }: Evidence): string {
  const first = answer.split('\n')[0] ?? '';
  return first === '' || action.kind === 'nothing' ? summariseAction(action) : `${summariseAction(action)} → ${first}`;
}

/** All of it: exact enough to be done by hand. Of a digest only its beginning, unless `inFull`. */
export function listAction(action: Action, view: View, inFull = false): readonly string[] {
  const { style } = view;
  const head = (verb: string) => style.dim(`${verb} on ${action.on}`);
  switch (action.kind) {
    case 'sql':
      return [head('SQL'), ...indent([`${action.statement};`], 2)];
    case 'command':
      return [head('command'), ...indent(action.command.split('\n'), 2)];
    case 'upload':
      return [
        head('upload'),
        ...indent(
          [
            `${action.from} → ${action.path}`,
            `${formatBytes(action.bytes)}, sha256 ${inFull ? action.digest : `${action.digest.slice(0, 16)}…`}`,
          ],
          2,
        ),
      ];
    case 'file':
      return [head('file'), ...indent([action.path, ...action.diff.map((line) => paint(line, view))], 2)];
    case 'nothing':
      return wrap(`nothing to do on ${action.on}: ${action.because}`, view.width - 10).map((line) => style.dim(line));
  }
}

function paint(line: string, { style }: View): string {
  if (line.startsWith('+')) return style.green(line);
  return line.startsWith('-') ? style.red(line) : line;
}

function countChanges(diff: readonly string[]): string {
  const added = diff.filter((line) => line.startsWith('+')).length;
  return `+${added} −${diff.filter((line) => line.startsWith('-')).length} lines`;
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
