import { whyFirm } from '../../gates.ts';
import type { Finding } from '../../step.ts';
import { backendRowHandle } from '../data/backend-rows.ts';
import type { BackendsReading, DrainReading, DrainTarget } from './drain-reading.ts';
import { judgeColocation } from './judge-colocation.ts';
import { findBackendRow, judgeLeavingBackends } from './judge-leaving-backends.ts';
import { type Loss, findLoss, judgeLoss } from './judge-loss.ts';
import { judgeOthers } from './judge-others.ts';
import { judgeRecycled } from './judge-recycled.ts';
import { judgeReplicas } from './judge-replicas.ts';
import { judgeRoom } from './judge-room.ts';
import { judgeScheduler } from './judge-scheduler.ts';
import { judgeSingle } from './judge-single.ts';
import { judgeTransactions } from './judge-transactions.ts';
import { judgeUnhealthy } from './judge-unhealthy.ts';
import { count } from './group.ts';
import { viewRemaining } from './remaining.ts';

export interface DrainQuestion {
  readonly targets: readonly DrainTarget[];
  readonly lost: boolean;
  readonly noDrain: boolean;
  readonly confirm?: readonly string[];
  /** A backend of the cluster file that is not registered: what could be added. */
  readonly spare?: string;
  /** What auto-drop was before an operation whose note is on the frontends' hosts. @default no such note */
  readonly autoDropBefore?: string;
  /** The name under which a person knows a backend. */
  readonly nameOf: (handle: string) => string;
}

export interface DrainVerdict {
  readonly findings: readonly Finding[];
  readonly loss: Loss;
}

/** Everything that can be known before nodes are drained: all at once, as a set, grouped by cause. */
export function judgeDrain(reading: DrainReading, question: DrainQuestion): DrainVerdict {
  const { targets, noDrain, spare, nameOf } = question;
  const remaining = viewRemaining(reading, targets);
  const asksLoss = question.lost || noDrain;
  const loss = asksLoss ? findLoss(reading, remaining) : { tablets: [], unseen: 0 };
  const names = targets.map(({ name }) => name);
  const world = [
    ...judgeOthers(remaining, names, nameOf),
    ...judgeReplicas(reading, remaining, spare),
    ...judgeColocation(reading, remaining, spare),
    ...judgeRoom(reading, remaining, spare),
    ...(asksLoss ? [] : judgeSingle(reading, remaining)),
    ...judgeUnhealthy(reading, question.lost),
    ...judgeRecycled(reading),
    ...judgeTransactions(reading),
    ...judgeScheduler(reading, question.autoDropBefore),
    ...judgeLeftOut(reading),
  ];
  // What has begun, or is not asked to move anything, cannot be kept from beginning.
  const begun = targets.every((target) => {
    const row = findBackendRow(reading, target);
    return row === undefined || row.draining;
  });
  const findings = [
    ...judgeLeavingBackends(reading, question),
    ...(begun || noDrain ? world.map(soften) : world),
    ...(asksLoss ? [judgeLoss(loss, remaining, question)] : []),
  ];
  return { findings, loss };
}

/** In a shared-data cluster a backend caches: there is nothing to drain, and DECOMMISSION only drops it (as read). */
export function judgeSharedDrain(reading: BackendsReading, question: DrainQuestion): DrainVerdict {
  const handles = question.targets.map(({ host, heartbeatPort }) => `${host}:${heartbeatPort}`);
  const serving = reading.backends.filter((row) => row.alive && !handles.includes(backendRowHandle(row)));
  const nodes = serving.length + reading.computeNodes.filter(({ alive }) => alive).length;
  return {
    loss: { tablets: [], unseen: 0 },
    findings: [
      ...judgeLeavingBackends(reading, question),
      {
        gate: 'shared-data',
        severity: 'ok',
        subject: 'cluster',
        message:
          'shared-data: tablets stay in object storage, so the node is stopped gracefully and dropped, with nothing to wait for',
      },
      nodes > 0
        ? { gate: 'targets', severity: 'ok', subject: 'nodes', message: `${count(nodes, 'node')} can answer queries` }
        : {
            gate: 'targets',
            severity: 'refusal',
            subject: 'nodes',
            message: 'no node remains that could answer queries',
          },
    ],
  };
}

function soften(finding: Finding): Finding {
  return finding.severity === 'refusal' && whyFirm(finding.gate) === undefined
    ? { ...finding, severity: 'warning' }
    : finding;
}

function judgeLeftOut({ tablesLeftOut, tables }: DrainReading): readonly Finding[] {
  if (tablesLeftOut === 0) return [];
  return [
    {
      gate: 'depth',
      severity: 'warning',
      subject: 'tables',
      message: `${count(tablesLeftOut, 'table')} ${tablesLeftOut === 1 ? 'was' : 'were'} not looked at, beside the ${count(tables.length, 'table')} that were: what is said of replicas stands for those`,
    },
  ];
}
