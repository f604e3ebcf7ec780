import type { Finding } from '../../model/step.ts';
import { indent, wrap } from './layout.ts';
import { suggestedCommand, type View } from './view.ts';

/** What is not as it should be, one finding after the other, each with what to do about it. */
export function listFindings(findings: readonly Finding[], view: View): readonly string[] {
  return findings.filter(({ severity }) => severity !== 'ok').flatMap((finding) => listFinding(finding, view));
}

function listFinding({ gate, severity, subject, message, next, accepted }: Finding, view: View): readonly string[] {
  const { style, width } = view;
  const mark = severity === 'refusal' ? style.red('✗') : style.yellow('!');
  const about = message.includes(subject) ? '' : `${subject}: `;
  const [first = '', ...rest] = wrap(`${about}${message} (${gate})`, width - 8);
  return [
    `${mark} ${first}`,
    ...indent(rest, 2),
    // What to do about it is not said of what a person has taken upon themselves.
    ...indent(accepted === undefined ? [] : wrap(`accepted: ${accepted}`, width - 8), 4),
    ...indent(
      (accepted === undefined ? (next ?? []) : []).map((line) => `${style.dim('→')} ${suggestedCommand(line, view)}`),
      4,
    ),
  ];
}

/** `6 gates passed: …`, each named once however many nodes it was asked for; or the one message there is. */
export function summarisePassed(findings: readonly Finding[]): string | undefined {
  const passed = findings.filter(({ severity }) => severity === 'ok');
  if (passed.length === 0) return undefined;
  const gates = [...new Set(passed.map(({ gate }) => gate))];
  return passed.length === 1
    ? passed[0]?.message
    : `${gates.length} ${gates.length === 1 ? 'gate' : 'gates'} passed: ${gates.join(', ')}`;
}
