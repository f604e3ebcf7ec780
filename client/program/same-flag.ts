import { type Command, Option } from 'commander';

const SAME: readonly (readonly [string, string])[] = [
  ['why', 'reason'],
  ['reason', 'why'],
];

/** A reason is `--why` with some commands and `--reason` with others; nobody has to know which. */
export function takeEitherReason(command: Command): void {
  for (const [known, other] of SAME) {
    const has = (name: string) => command.options.some((option) => option.attributeName() === name);
    if (!has(known) || has(other)) continue;
    command.addOption(new Option(`--${other} <text>`).hideHelp());
    command.on(`option:${other}`, (text: string) => command.setOptionValue(known, text));
    break;
  }
  for (const inner of command.commands) takeEitherReason(inner);
}
