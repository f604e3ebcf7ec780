import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import type { Knobs } from '../../model/starrocks/data/knob-rows.ts';
import { diagnose } from '../../model/starrocks/diagnose-drain/diagnose.ts';
import type { Tools } from '../tools.ts';
import { askingLeader } from './data/ask-leader.ts';
import { readBackends } from './data/read-backends.ts';
import { readStall } from './data/read-stall.ts';
import { readUndrained } from './data/read-undrained.ts';
import { findLeader } from './find-leader.ts';
import { findTarget, nameBackends } from './survey-drain.ts';

export interface DiagnoseInput {
  readonly cluster: StarRocksCluster;
  /** Aliases or handles of the nodes that drain. */
  readonly nodes: readonly string[];
  /** What the operation has set, and to what. */
  readonly knobs: Knobs;
}

/** Why nothing moves. Heavy: only after a settling time without progress. Changes nothing. */
export async function diagnoseDrain(tools: Tools, { cluster, nodes, knobs }: DiagnoseInput): Promise<Diagnosis> {
  const targets = nodes.map((name) => findTarget(cluster, name));
  const leader = await findLeader(tools, cluster);
  const members = await readBackends(tools, cluster, leader);
  const log = await readUndrained(tools, cluster, leader.host);
  const reading = await readStall(askingLeader(tools, cluster, leader), members, targets, log);
  return diagnose(reading, { targets, knobs, ...nameBackends(cluster, members) });
}
