import type { CheckReport } from '../../model/check.ts';
import { GATES, type GateName } from '../../model/gates.ts';
import { isAdd, joinAdds } from '../../model/starrocks/judge-status.ts';
import type { Finding, Severity } from '../../model/step.ts';
import { indent, table, wrap } from './layout.ts';
import { formatTime } from './time.ts';
import { suggestedCommand, type View } from './view.ts';

const RANK: Readonly<Record<Severity, number>> = { refusal: 0, warning: 1, ok: 2 };

/** What is not as it should be by its cause, the worst first, each with what to do; then what was found in order. */
export function showCheck(report: CheckReport, worker: string, view: View): readonly string[] {
  const { style, zone, width } = view;
  const groups = groupByGate(report.findings);
  const wrong = groups.filter(({ severity }) => severity !== 'ok');
  const passed = groups.filter(({ severity }) => severity === 'ok').map(({ gate }) => gate);
  const facts: (readonly [string, string])[] = [
    ['Cluster', style.bold(report.cluster)],
    ['Engine', `${report.engine} ${report.version}`],
    ['Worker', worker],
    ['Read', formatTime(report.readAt, zone)],
  ];
  return [
    ...table(facts.map(([name, value]) => [style.dim(name), value])),
    ...wrong.flatMap((group) => ['', ...showGroup(group, view)]),
    '',
    ...(passed.length === 0
      ? []
      : indentAfter(`${style.green('✓')} `, wrap(`passed: ${passed.join(', ')}`, width - 2))),
    conclude(report.findings, view),
    ...chooseNext(wrong, view),
  ];
}

interface Group {
  readonly gate: GateName;
  readonly severity: Severity;
  readonly findings: readonly Finding[];
}

function groupByGate(findings: readonly Finding[]): readonly Group[] {
  // In the order in which they went wrong: what the cluster says comes before what its hosts say.
  const names = [...new Set(findings.toSorted(byRank).map(({ gate }) => gate))];
  return names
    .map((gate): Group => {
      const own = findings.filter((finding) => finding.gate === gate).toSorted(byRank);
      return { gate, severity: own[0]?.severity ?? 'ok', findings: own };
    })
    .toSorted(byRank);
}

function byRank(a: { readonly severity: Severity }, b: { readonly severity: Severity }): number {
  return RANK[a.severity] - RANK[b.severity];
}

function showGroup({ gate, severity, findings }: Group, view: View): readonly string[] {
  const { style } = view;
  const mark = severity === 'refusal' ? style.red('✗') : style.yellow('!');
  const wrong = findings.filter((finding) => finding.severity !== 'ok');
  const counted = wrong.length === 1 ? '' : ` (${wrong.length})`;
  return [
    `${mark} ${style.bold(`${gate}${counted}`)}  ${style.dim(`expected: ${GATES[gate].asks}`)}`,
    ...wrong.flatMap((finding) => indent(showFinding(finding, view), 4)),
  ];
}

function showFinding({ subject, message, next = [], accepted }: Finding, view: View): readonly string[] {
  const { style, width } = view;
  const about = message.includes(subject) ? '' : `${subject}: `;
  const said = accepted === undefined ? '' : ` (accepted: ${accepted})`;
  return [
    ...wrap(`${about}${message}${said}`, width - 6),
    ...indent(
      next.map((line) => `${style.dim('→')} ${suggestedCommand(line, view)}`),
      2,
    ),
  ];
}

function conclude(findings: readonly Finding[], { style }: View): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const [refusals, warnings] = [count('refusal'), count('warning')];
  const counted = `${refusals} ${refusals === 1 ? 'refuses' : 'refuse'}, ${warnings} ${warnings === 1 ? 'warns' : 'warn'}`;
  return refusals > 0 ? style.red(`${counted}: operations would be refused`) : `${counted}, nothing was changed`;
}

/** One command for the worst that has one: what else there is stands above. */
function chooseNext(wrong: readonly Group[], view: View): readonly string[] {
  const group = wrong.find(({ findings }) => findings.some(({ next = [] }) => next.length > 0));
  const [first, ...rest] = group?.findings.flatMap(({ next = [] }) => next) ?? [];
  if (first === undefined) return [];
  // Of one gate only: one command adds nodes of one role.
  const command = isAdd(first) ? joinAdds([first, ...rest].filter(isAdd)) : first;
  return [`${view.style.dim('next:')} ${suggestedCommand(command, view)}`];
}

function indentAfter(head: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `${index === 0 ? head : '  '}${line}`);
}
