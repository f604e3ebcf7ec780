import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import type { KnobSetting } from '../../../model/starrocks/knobs/knobs.ts';
import type { Tools } from '../../tools.ts';
import type { SqlPoint } from '../ask.ts';
import { readKnob, writeKnob } from './leader-knobs.ts';

/** A switch that was not ours any more, and is again. */
export interface Regained {
  readonly knob: KnobSetting['knob'];
  readonly was: string;
  readonly text: string;
}

/** Another leader has its own values, and a restarted one those of its file (as read): what is held is set again at once. */
export async function guardKnobs(
  tools: Tools,
  cluster: StarRocksCluster,
  leader: SqlPoint,
  settings: readonly KnobSetting[],
): Promise<readonly Regained[]> {
  const regained: Regained[] = [];
  for (const { knob, ours } of settings) {
    const was = await readKnob(tools, cluster, leader, knob);
    if (was === ours) continue;
    await writeKnob(tools, cluster, leader, knob, ours);
    regained.push({ knob, was, text: `${knob} was ${was} on ${leader.host}; set to ${ours} again` });
  }
  return regained;
}
