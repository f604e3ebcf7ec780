import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { findStanding } from '../../model/databend/standing.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import { evidence } from '../evidence.ts';
import { identityOf, parseIdentity } from '../services/service.ts';
import type { Tools } from '../tools.ts';
import { explainDown } from './diagnose.ts';
import { readMembership } from './find-leader.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import { serviceOf } from './service-of.ts';

/**
 * A learner whose file no longer says that it is one asks for its vote when it starts again (recorded on 1.2.888). Whoever
 * votes already is left alone, and so is a process that is not the one the plan was made from: it has been started since.
 */
export const promote = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findMeta(input);
    if (await votes(tools, input)) return { actions: [nothing(node)] };
    const { process } = await serviceOf(tools, node).inspect();
    return { actions: [toAction(node)], ...(process !== undefined && { expects: { process: identityOf(process) } }) };
  },

  async perform(tools: Tools, input: NodeInput, plan: ChangePlan): Promise<ChangeResult> {
    const node = findMeta(input);
    if (await votes(tools, input)) return evidence(nothing(node), 'it votes already');
    const service = serviceOf(tools, node);
    const { process } = await service.inspect();
    const before = (plan.expects as { readonly process?: string } | undefined)?.process;
    if (process !== undefined && before !== undefined && identityOf(process) !== before) {
      return evidence(toAction(node), `started again already, as pid ${process.pid}`);
    }
    reportNote(`starting ${node.unit} on ${node.alias} again`);
    if (process !== undefined) await service.stop(parseIdentity(identityOf(process)) ?? process);
    const after = await service.start();
    if (after.process === undefined)
      throw await explainDown(tools, node, `${node.unit} on ${node.alias} ${after.words}`);
    return evidence(toAction(node), after.words);
  },
};

async function votes(tools: Tools, input: NodeInput): Promise<boolean> {
  const { view } = await readMembership(tools, input.cluster);
  return findStanding(findMeta(input), view, undefined).is === 'voter';
}

function toAction(node: MetaSpec): Action {
  return { kind: 'command', on: node.alias, command: `systemctl restart ${node.unit}` };
}

function nothing(node: MetaSpec): Action {
  return { kind: 'nothing', on: node.alias, because: `id ${node.id} votes already` };
}
