import { isMusterError } from '../../model/error.ts';
import { type FrontendRow, parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { leavingHandle, nameMember } from '../../model/starrocks/leaving.ts';
import { SHOW_LOCAL_FRONTENDS } from '../../model/starrocks/statements.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { findLeader, queryPortOf } from './find-leader.ts';
import { type LeavingInput, findLeaving } from './find-leaving.ts';

const PROBE_MS = 1_000;
const ANSWER_LIMIT_MS = 3_000;

type Answer = { readonly name: string; readonly says: 'gone' | 'listed' | 'silent' };

/** One probe: has every remaining frontend that lives, asked for its own list, forgotten the one that was dropped? */
export async function awaitGone(tools: Tools, input: LeavingInput): Promise<WaitResult> {
  const delay = PROBE_MS * input.cluster.pace;
  const handle = leavingHandle(findLeaving(input));
  try {
    const { rows, host } = await findLeader(tools, input.cluster);
    if (rows.some((row) => rowHandle(row) === handle)) throw notYet(`the leader ${host} still lists ${handle}`, delay);
    const asked = await Promise.all(rows.filter(({ alive }) => alive).map((row) => askOne(tools, input, handle, row)));
    const waiting = asked.filter(({ says }) => says !== 'gone');
    if (waiting.length > 0) {
      const list = waiting.map(
        ({ name, says }) => `${name} ${says === 'listed' ? 'still lists it' : 'does not answer'}`,
      );
      throw notYet(list.join(', '), delay);
    }
    const dead = rows.filter(({ alive }) => !alive).map((row) => nameMember(input.cluster, rowHandle(row)));
    const rest = dead.length === 0 ? '' : `; not alive and not asked: ${dead.join(', ')}`;
    return { kind: 'reached', note: `gone from the list of ${sortNames(asked).join(', ')}${rest}` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

/** Row order of SHOW FRONTENDS is not stable (recorded on 3.5.7). */
function sortNames(asked: readonly Answer[]): readonly string[] {
  return asked.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

async function askOne(tools: Tools, { cluster }: LeavingInput, handle: string, row: FrontendRow): Promise<Answer> {
  const name = nameMember(cluster, rowHandle(row));
  try {
    const point = { host: row.host, queryPort: queryPortOf(cluster, row) };
    const { rows } = await ask(tools, cluster, point, SHOW_LOCAL_FRONTENDS, ANSWER_LIMIT_MS);
    const listed = parseFrontendRows(rows).some((own) => rowHandle(own) === handle);
    return { name, says: listed ? 'listed' : 'gone' };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') return { name, says: 'silent' };
    throw error;
  }
}
