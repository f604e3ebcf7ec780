import type { Finding } from '../../step.ts';
import { type BackendRow, backendRowHandle } from '../data/backend-rows.ts';
import { type BackendsReading, type DrainTarget, targetHandle } from './drain-reading.ts';
import { count, listSome } from './group.ts';

export interface LeavingQuestion {
  readonly targets: readonly DrainTarget[];
  /** They are called dead, out of reach or gone. */
  readonly lost: boolean;
  /** The name under which a person knows a backend; its handle where the cluster file has none. */
  readonly nameOf: (handle: string) => string;
}

/** Gates `member`, `lost` and `alive`: whether the nodes are what the request takes them for. */
export function judgeLeavingBackends(reading: BackendsReading, question: LeavingQuestion): readonly Finding[] {
  return question.targets.flatMap((target) => judgeTarget(reading, target, question));
}

export function findBackendRow(
  { backends }: Pick<BackendsReading, 'backends'>,
  target: DrainTarget,
): BackendRow | undefined {
  return backends.find((row) => backendRowHandle(row) === targetHandle(target));
}

function judgeTarget(reading: BackendsReading, target: DrainTarget, question: LeavingQuestion): readonly Finding[] {
  const row = findBackendRow(reading, target);
  if (row === undefined) return [judgeAbsent(reading, target, question)];
  return [judgeMember(row, target, reading.sharedData), ...judgeLife(row, target, question.lost)];
}

function judgeMember(row: BackendRow, { name }: DrainTarget, sharedData: boolean): Finding {
  const about = { gate: 'member', severity: 'ok', subject: name } as const;
  if (sharedData) return { ...about, message: `${name} is registered; its data are in object storage` };
  const holds = row.tablets === 0 ? 'is empty' : `holds ${count(row.tablets, 'replica')}`;
  if (!row.draining) return { ...about, message: `${name} is registered and ${holds}` };
  const state = row.tablets === 0 ? 'has been drained already' : `drains already and ${holds}`;
  return { ...about, message: `${name} ${state}: it is adopted, no second DECOMMISSION` };
}

function judgeAbsent(
  { backends, computeNodes }: BackendsReading,
  target: DrainTarget,
  { lost, targets, nameOf }: LeavingQuestion,
): Finding {
  const { name, host } = target;
  const handle = targetHandle(target);
  const about = { gate: 'member', subject: name } as const;
  if (computeNodes.some((row) => `${row.host}:${row.heartbeatPort}` === handle)) {
    const message = `${handle} is registered as a compute node, which holds no tablets`;
    return { ...about, severity: 'refusal', message, next: ['role: cn   # for it in the cluster file'] };
  }
  const beside = backends.filter((row) => row.host === host).map(backendRowHandle);
  const message = `${handle} is not registered${beside.length === 0 ? '' : `, but ${beside.join(', ')} is`}`;
  if (lost || beside.length > 0) return { ...about, severity: 'refusal', message, next: ['muster status'] };
  // ADD stores the IP of a name it is given (as read), and a host has several: what runs there may be one of these, and hold data.
  const strangers = backends
    .filter(
      (row) => row.heartbeatPort === target.heartbeatPort && nameOf(backendRowHandle(row)) === backendRowHandle(row),
    )
    .map(backendRowHandle)
    .filter((one) => !targets.some((other) => targetHandle(other) === one));
  if (strangers.length > 0) {
    return {
      ...about,
      severity: 'refusal',
      message: `${message}, but ${listSome(strangers)} ${strangers.length === 1 ? 'is' : 'are'}, which the cluster file does not name: if that is ${name} by another address, it would be stopped with all it holds`,
      next: ['SHOW BACKENDS;', 'host: <as SHOW BACKENDS has it>   # of every backend, in the cluster file'],
    };
  }
  // A drain ends with the row gone, be it our DROP or the database's own (recorded on 3.5.7).
  return { ...about, severity: 'warning', message: `${message}: only what is left on its host can be cleared` };
}

function judgeLife(row: BackendRow, { name }: DrainTarget, lost: boolean): readonly Finding[] {
  if (lost && row.alive) {
    return [
      {
        gate: 'lost',
        severity: 'refusal',
        subject: name,
        message: `${name} is alive: it is not lost, and what it holds can be moved`,
        next: [`muster remove ${name}`],
      },
    ];
  }
  if (lost) return [{ gate: 'lost', severity: 'ok', subject: name, message: `${name} is dead${because(row)}` }];
  if (row.alive || (row.draining && row.tablets === 0)) return [];
  return [
    {
      gate: 'alive',
      severity: 'refusal',
      subject: name,
      message: `${name} is dead${because(row)}: nothing can be copied from it`,
      next: [`muster restart ${name}`, `muster remove ${name} --lost`],
    },
  ];
}

function because({ error }: BackendRow): string {
  return error === '' ? '' : ` (${error.slice(0, 200)})`;
}
