import type { Action, ChangePlan, ChangeResult, Evidence } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findQuery } from './find-node.ts';
import { type QueryLook, lookAtQuery } from './look-at-query.ts';
import { askQuery, PROVING_QUERY } from './query-node.ts';
import { restartUnit } from './restart-unit.ts';

export interface RefreshInput extends NodeInput {
  /** Whether its list leads to somebody, so that it has to answer a query. @default true */
  readonly serving?: boolean;
}

/** On the way back: restarts a Query node whose file is all that it reads and is newer than its process, and asks it a query. */
export const refreshQuery = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toAction(input, await look(tools, input))] };
  },

  async perform(tools: Tools, input: RefreshInput): Promise<ChangeResult> {
    const node = findQuery(input);
    const seen = await look(tools, input);
    const done: Evidence[] = [];
    if (seen.way === 'restart') {
      const { evidence } = await restartUnit.perform(tools, { ...input, process: seen.process });
      done.push(...evidence);
    } else {
      done.push({ action: toAction(input, seen), answer: 'not restarted', at: new Date().toISOString() });
    }
    if (seen.way === 'down' || input.serving === false) return { evidence: done };
    reportNote(`asking ${node.alias} ${PROVING_QUERY}`);
    // What a start needs is in the tries of the step: it is not restarted again, for then it is newer than its file.
    await askQuery(tools, node, input.cluster.pace);
    return { evidence: done };
  },
};

async function look(tools: Tools, input: NodeInput): Promise<QueryLook> {
  const { value } = await lookAtQuery(tools, input);
  return value as QueryLook;
}

const WHY: Readonly<Record<Exclude<QueryLook['way'], 'restart'>, string>> = {
  follows: 'it reads by itself who the members are',
  fresh: 'it was started after its file was changed',
  down: 'it does not run, and reads its list when it starts',
};

function toAction(input: NodeInput, { way }: QueryLook): Action {
  const { unit } = findQuery(input);
  if (way === 'restart') return { kind: 'command', on: input.node, command: `systemctl restart ${unit}` };
  return { kind: 'nothing', on: input.node, because: WHY[way] };
}
