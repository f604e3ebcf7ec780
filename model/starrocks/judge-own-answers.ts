import type { Finding } from '../step.ts';

/** What a frontend says of itself on its own port. Absent is what it could not be asked. */
export interface OwnAnswer {
  /** Alias, else handle. */
  readonly name: string;
  readonly host: string;
  readonly queryPort: number;
  readonly version?: string;
  /** The column HttpPort has the port of whoever answers, in every row (recorded on 3.5.7). */
  readonly httpPort?: number;
  /** http_port as the cluster file has it. */
  readonly httpPortInFile?: number;
  /** Key to value: they live in each process on its own. */
  readonly switches?: Readonly<Record<string, string>>;
}

/** Gates `versions`, `http-port` and `switches`, each asked of every frontend. */
export function judgeOwnAnswers(answers: readonly OwnAnswer[]): readonly Finding[] {
  return [...judgeVersions(answers), ...judgeHttpPorts(answers), ...judgeSwitches(answers)];
}

function judgeVersions(answers: readonly OwnAnswer[]): readonly Finding[] {
  const groups = groupBy(answers, ({ version }) => version);
  const about = { gate: 'versions', subject: 'frontends' } as const;
  if (groups.size === 0) return [];
  if (groups.size === 1) return [{ ...about, severity: 'ok', message: `${[...groups.keys()][0]} everywhere` }];
  const said = [...groups].map(([version, names]) => `${version} on ${names.join(', ')}`).join('; ');
  return [{ ...about, severity: 'warning', message: `different versions run side by side: ${said}` }];
}

/** With another http_port than the cluster's a frontend never joins again (recorded on 3.5.7). */
function judgeHttpPorts(answers: readonly OwnAnswer[]): readonly Finding[] {
  const groups = groupBy(answers, ({ httpPort }) => httpPort);
  const findings: Finding[] = [];
  if (groups.size > 1) {
    const said = [...groups].map(([port, names]) => `${port} on ${names.join(', ')}`).join('; ');
    findings.push({
      gate: 'http-port',
      severity: 'refusal',
      subject: 'frontends',
      message: `different http_ports: ${said}`,
    });
  }
  for (const { name, httpPort, httpPortInFile } of answers) {
    if (httpPort === undefined || httpPortInFile === undefined || httpPort === httpPortInFile) continue;
    findings.push({
      gate: 'http-port',
      severity: 'refusal',
      subject: name,
      message: `${name} has http_port ${httpPort}, the cluster file says ${httpPortInFile}: written there it would never join again`,
      next: [`ports: { http: ${httpPort} }   # in the cluster file, for ${name} or roles.fe`],
    });
  }
  if (findings.length > 0 || groups.size === 0) return findings;
  return [{ gate: 'http-port', severity: 'ok', subject: 'frontends', message: `${[...groups.keys()][0]} everywhere` }];
}

interface Switch {
  readonly leftOver: RegExp;
  readonly shipped: string;
  readonly effect: string;
}

/** What the manual turns off before an upgrade, and what a removal of backends may have left. Without it nothing moves. */
const SWITCHES: Readonly<Record<string, Switch>> = {
  tablet_sched_max_scheduling_tablets: { leftOver: /^0$/, shipped: '10000', effect: 'no tablet is repaired or moved' },
  tablet_sched_max_balancing_tablets: { leftOver: /^0$/, shipped: '500', effect: 'nothing is balanced' },
  tablet_sched_disable_balance: { leftOver: /^true$/i, shipped: 'false', effect: 'nothing is balanced' },
  tablet_sched_disable_colocate_balance: {
    leftOver: /^true$/i,
    shipped: 'false',
    effect: 'colocated tables are not balanced',
  },
  drop_backend_after_decommission: {
    leftOver: /^false$/i,
    shipped: 'true',
    effect: 'a decommissioned backend stays registered',
  },
};

export const SWITCH_NAMES: readonly string[] = Object.keys(SWITCHES);

function judgeSwitches(answers: readonly OwnAnswer[]): readonly Finding[] {
  const asked = answers.filter(({ switches }) => switches !== undefined);
  if (asked.length === 0) return [];
  const findings = Object.entries(SWITCHES).flatMap(([key, { leftOver, shipped, effect }]): Finding[] => {
    const set = asked.filter(({ switches }) => leftOver.test(switches?.[key] ?? ''));
    if (set.length === 0) return [];
    const names = set.map(({ name }) => name).join(', ');
    return [
      {
        gate: 'switches',
        severity: 'warning',
        subject: names,
        message: `${key} is ${set[0]?.switches?.[key]} on ${names}: ${effect}`,
        // Not persistent, and in each process on its own: on 3.4 and older the statement tells only those that live.
        next: set.map(
          ({ host, queryPort }) =>
            `mysql -h ${host} -P ${queryPort} -e 'ADMIN SET FRONTEND CONFIG ("${key}" = "${shipped}")'`,
        ),
      },
    ];
  });
  if (findings.length > 0) return findings;
  return [{ gate: 'switches', severity: 'ok', subject: 'frontends', message: 'no switch of an upgrade is left over' }];
}

function groupBy<Key>(
  answers: readonly OwnAnswer[],
  keyOf: (answer: OwnAnswer) => Key | undefined,
): ReadonlyMap<Key, readonly string[]> {
  const groups = new Map<Key, string[]>();
  for (const answer of answers) {
    const key = keyOf(answer);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), answer.name]);
  }
  return groups;
}
