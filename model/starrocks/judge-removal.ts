import type { Finding } from '../step.ts';
import { type FrontendRow, isHalfJoined, rowHandle } from './frontend-rows.ts';
import { type Leaving, leavingHandle } from './leaving.ts';
import { type RemovalStep, canStandDownLast, findRefusal, orderRemoval, takeStep } from './removal-steps.ts';
import { type Member, type MemberReading, countVoters, viewMembers } from './view-members.ts';

/** A frontend that is to go, and what was seen of it. */
export interface LeavingView extends Leaving {
  /** It answers on its own MySQL port. */
  readonly answers: boolean;
}

export interface RemovalReading extends MemberReading {
  /** Host of the frontend that leads, or that is the last to have led the pair whose other half is dead. */
  readonly host: string;
}

export interface RemovalQuestion {
  readonly leaving: readonly LeavingView[];
  /** They are called dead, out of reach or gone. */
  readonly lost: boolean;
}

export interface RemovalVerdict {
  readonly findings: readonly Finding[];
  readonly steps: readonly RemovalStep[];
  /** Whether the leader could stand down after the others too. */
  readonly canStandDownLast: boolean;
}

/** What each step of the removal leaves of the quorum, and whether the nodes are what the request takes them for. */
export function judgeRemoval(reading: RemovalReading, { leaving, lost }: RemovalQuestion): RemovalVerdict {
  const members = viewMembers(reading);
  const handles = leaving.map(leavingHandle);
  const steps = orderRemoval(members, handles);
  const rest = reading.rows.filter((row) => !handles.includes(rowHandle(row)));
  return {
    steps,
    canStandDownLast: canStandDownLast(members, handles),
    findings: [
      judgeSteps(reading, members, steps),
      ...leaving.map((one) => judgeMember(reading.rows, one, lost)),
      ...leaving.flatMap((one) => judgeRole(reading.rows, one, lost)),
      ...(lost ? leaving.map(judgeLost) : []),
      ...judgeRest(rest, members),
      ...judgeOdd(reading.rows, rest),
    ],
  };
}

function judgeSteps({ host }: RemovalReading, members: readonly Member[], steps: readonly RemovalStep[]): Finding {
  const refused = findRefusal(members, steps);
  if (refused !== undefined) {
    const { gate, message, handle } = refused;
    return { gate, message, severity: 'refusal', subject: handle };
  }
  const { alive, total } = countVoters(members);
  const left = countVoters(steps.reduce(takeStep, members));
  return {
    gate: 'quorum',
    severity: 'ok',
    subject: host,
    message: `${alive} of ${total} voters live; each step leaves a majority, in the end ${left.alive} of ${left.total}`,
  };
}

function judgeMember(rows: readonly FrontendRow[], one: LeavingView, lost: boolean): Finding {
  const about = { gate: 'member', subject: one.name } as const;
  const row = findRow(rows, one);
  if (row !== undefined) return { ...about, severity: 'ok', message: `${one.name} is registered as ${row.role}` };
  const other = rows.find(({ host }) => host === one.host);
  const message = `${leavingHandle(one)} is not registered${other === undefined ? '' : `, but ${rowHandle(other)} is`}`;
  if (lost || other !== undefined) return { ...about, severity: 'refusal', message, next: ['muster status'] };
  // A removal that was left half-way: what is still on the host is looked at there.
  return { ...about, severity: 'warning', message: `${message}: only what is left on its host can be cleared` };
}

/** A vote is worth a second look: who takes an observer away does not expect the quorum to change. */
function judgeRole(
  rows: readonly FrontendRow[],
  { name, node, ...one }: LeavingView,
  lost: boolean,
): readonly Finding[] {
  const row = findRow(rows, one);
  if (row === undefined || node === undefined) return [];
  const observes = row.role === 'OBSERVER';
  if (observes === (node.observer === true)) return [];
  return [
    {
      gate: 'role',
      // It is dropped by the role that it has; whoever lost a vote has no time for the file.
      severity: lost ? 'warning' : 'refusal',
      subject: name,
      message: observes
        ? `${name} is an observer in the cluster, and a follower in the cluster file`
        : `${name} votes in the cluster as a follower, and is an observer in the cluster file`,
      next: [observes ? `write observer: true under ${name} in the cluster file` : `remove observer: true of ${name}`],
    },
  ];
}

/** Whether a node that is called lost is. */
export function judgeLost({ name, answers }: LeavingView): Finding {
  if (!answers) return { gate: 'lost', severity: 'ok', subject: name, message: `${name} does not answer` };
  return {
    gate: 'lost',
    severity: 'refusal',
    subject: name,
    message: `${name} answers: it is not lost, and its process would go on with old data`,
    next: [`muster remove ${name}`],
  };
}

/** Those that stay. A half-joined one counts for nothing yet; a dead one is the first that should go. */
function judgeRest(rest: readonly FrontendRow[], members: readonly Member[]): readonly Finding[] {
  return rest.flatMap((row): readonly Finding[] => {
    const handle = rowHandle(row);
    if (isHalfJoined(row)) {
      const message = `${handle} is registered and has never been alive: it does not yet count for the majority`;
      return [{ gate: 'half-joined', severity: 'warning', subject: handle, message }];
    }
    const member = members.find((candidate) => candidate.handle === handle);
    if (member === undefined || member.lives || !member.votes) return [];
    const message = `${handle} stays and is dead: its vote is missed by every step`;
    return [{ gate: 'dead', severity: 'warning', subject: handle, message, next: [`muster remove ${handle} --lost`] }];
  });
}

/** Only where the removal makes it so. */
function judgeOdd(rows: readonly FrontendRow[], rest: readonly FrontendRow[]): readonly Finding[] {
  const before = countFollowers(rows);
  const after = countFollowers(rest);
  if (after === before || after === 0) return [];
  if (after % 2 === 1)
    return [{ gate: 'odd', severity: 'ok', subject: 'followers', message: `${after} followers remain` }];
  const message =
    after === 2
      ? '2 followers remain: the loss of either stops the cluster'
      : `${after} followers remain: they bear the loss of no more than ${after - 1} would`;
  return [{ gate: 'odd', severity: 'warning', subject: 'followers', message }];
}

function countFollowers(rows: readonly FrontendRow[]): number {
  return rows.filter(({ role }) => role !== 'OBSERVER').length;
}

function findRow(rows: readonly FrontendRow[], one: Pick<Leaving, 'host' | 'editLogPort'>): FrontendRow | undefined {
  return rows.find((row) => rowHandle(row) === leavingHandle(one));
}
