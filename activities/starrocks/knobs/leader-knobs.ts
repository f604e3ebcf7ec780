import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError, isMusterError } from '../../../model/error.ts';
import { parseKnobs } from '../../../model/starrocks/data/knob-rows.ts';
import { type Knob, setKnob, showKnob } from '../../../model/starrocks/knobs/knobs.ts';
import type { Tools } from '../../tools.ts';
import { type SqlPoint, ask } from '../ask.ts';

const LIMIT_MS = 5_000;
/** The leader tells every other frontend before it answers; a dead one costs it a time-out. */
const SET_LIMIT_MS = 60_000;

/** As the leader has it now: what the others have does not count. */
export async function readKnob(tools: Tools, cluster: StarRocksCluster, leader: SqlPoint, knob: Knob): Promise<string> {
  const { rows } = await ask(tools, cluster, leader, showKnob(knob), LIMIT_MS);
  const value = parseKnobs(rows)[knob];
  if (value !== undefined) return value;
  throw new MusterError('SQL_FAILED', `${leader.host} has no switch ${knob}`, { hint: `${showKnob(knob)};` });
}

/**
 * Set on the leader, and read again there. Up to 3.4 it fails with a frontend that is down, after the leader itself has taken
 * the value (as read): what counts is what the leader then has.
 */
export async function writeKnob(
  tools: Tools,
  cluster: StarRocksCluster,
  leader: SqlPoint,
  knob: Knob,
  value: string,
): Promise<string> {
  let answer = 'OK';
  try {
    await ask(tools, cluster, leader, setKnob(knob, value), SET_LIMIT_MS);
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'SQL_FAILED') throw error;
    answer = error.message;
  }
  const now = await readKnob(tools, cluster, leader, knob);
  if (now === value) return `${answer}; the leader has ${now}`;
  throw new MusterError('SQL_FAILED', `${knob} is ${now} on ${leader.host} after it was set to ${value}: ${answer}`, {
    kind: 'transient',
    hint: `${setKnob(knob, value)};`,
  });
}
