import type { LeaveChoice, LeaveQuestion } from '../../model/operation.ts';
import { indent, wrap } from './layout.ts';
import type { View } from './view.ts';

/** What whoever leaves a drain has to decide, each answer with what is so afterwards. */
export function showLeaveQuestion({ asks, choices }: LeaveQuestion, { style, width }: View): readonly string[] {
  const label = Math.max(...choices.map(({ name }) => name.length)) + 2;
  const [first = '', ...rest] = wrap(asks, width - 2);
  return [
    `${style.yellow('!')} ${first}`,
    ...indent(rest, 2),
    '',
    ...choices.flatMap(({ name, says, later }) => {
      const [line = '', ...more] = wrap(says, width - label - 2);
      return [
        `  ${style.bold(name)}${' '.repeat(label - name.length)}${line}`,
        ...indent([...more, ...(later === undefined ? [] : [`${style.dim('later:')} ${later}`])], label + 2),
      ];
    }),
    '',
  ];
}

/** What is left to be done by hand. */
export function showLater({ later }: LeaveChoice, { style }: View): readonly string[] {
  return later === undefined ? [] : [`${style.dim('later, by hand:')} ${later}`];
}
