import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import { evidence } from '../evidence.ts';
import { identityOf, parseIdentity } from '../services/service.ts';
import type { Tools } from '../tools.ts';
import { explainDown } from './diagnose.ts';
import { type NodeInput, findAnyNode } from './find-node.ts';
import { serviceOf } from './service-of.ts';
import type { StartedUnit } from './start-unit.ts';

export interface RestartUnitInput extends NodeInput {
  /** Only this process, as it was known before: a newer one is the restart already, whoever made it. @default whatever runs */
  readonly process?: string | undefined;
}

/**
 * Ends one process and starts another, by one job of systemd: should we be lost between the two, it goes on. Never a reload, which
 * only ends it.
 */
export const restartUnit = {
  async plan(_tools: Tools, input: RestartUnitInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(tools: Tools, input: RestartUnitInput): Promise<ChangeResult> {
    const node = findAnyNode(input);
    const service = serviceOf(tools, node, input.cluster.pace);
    const before = await service.inspect();
    const old = input.process === undefined ? before.process : parseIdentity(input.process);
    const runs = before.process;
    if (runs !== undefined && old !== undefined && identityOf(runs) !== identityOf(old)) {
      return evidence(toAction(input), `restarted already: ${before.words}`, toValue(identityOf(runs)));
    }
    reportNote(`restarting ${node.unit} on ${node.alias}`);
    const after = await service.restart(runs);
    if (after.process === undefined)
      throw await explainDown(tools, node, `${node.unit} on ${node.alias} ${after.words}`);
    return evidence(toAction(input), after.words, toValue(identityOf(after.process)));
  },
};

function toValue(process: string): StartedUnit {
  return { process };
}

function toAction(input: RestartUnitInput): Action {
  return { kind: 'command', on: input.node, command: `systemctl restart ${findAnyNode(input).unit}` };
}
