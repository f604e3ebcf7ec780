import { describeAction, formatBytes } from '../../model/describe-action.ts';
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
  const { style, width } = view;
  const { head, body } = describeAction(action, inFull);
  if (action.kind === 'nothing') return wrap(head, width - 10).map((line) => style.dim(line));
  return [style.dim(head), ...indent(action.kind === 'file' ? body.map((line) => paint(line, view)) : body, 2)];
}

function paint(line: string, { style }: View): string {
  if (line.startsWith('+')) return style.green(line);
  return line.startsWith('-') ? style.red(line) : line;
}

function countChanges(diff: readonly string[]): string {
  const added = diff.filter((line) => line.startsWith('+')).length;
  return `+${added} −${diff.filter((line) => line.startsWith('-')).length} lines`;
}
