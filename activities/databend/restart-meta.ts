import { metaHandle } from '../../model/databend/cluster-spec.ts';
import { judgeStop } from '../../model/databend/judge-restarting.ts';
import { votersOf } from '../../model/databend/view-membership.ts';
import { MusterError } from '../../model/error.ts';
import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import { identityOf } from '../services/service.ts';
import type { Tools } from '../tools.ts';
import { readMembership } from './find-leader.ts';
import { findMeta } from './find-node.ts';
import { type RestartUnitInput, restartUnit } from './restart-unit.ts';
import { serviceOf } from './service-of.ts';

export interface RestartMetaInput extends RestartUnitInput {
  /** Why nothing may be written for a while. @default it has to be */
  readonly outage?: string;
  /** That it leads is thrown, not given back: nobody hands over again. @default false */
  readonly last?: boolean;
}

/** `leads`: nothing was done, because an election has made it the leader since it was looked at. */
export type RestartedMeta = { readonly came: 'restarted' | 'leads' };

/** The restart of a member, when the others can spare it in that moment and it does not lead. */
export const restartMeta = {
  async plan(tools: Tools, input: RestartMetaInput): Promise<ChangePlan> {
    return await restartUnit.plan(tools, input);
  },

  async perform(tools: Tools, input: RestartMetaInput): Promise<ChangeResult> {
    const { evidence } = (await refuseNow(tools, input)) ?? (await restartUnit.perform(tools, input));
    const leads = evidence.some(({ action }) => action.kind === 'nothing');
    return { evidence, value: { came: leads ? 'leads' : 'restarted' } satisfies RestartedMeta };
  },
};

/** The quorum anew, right before the stop: there may have been a pause, or a loss, since it was looked at. */
async function refuseNow(tools: Tools, input: RestartMetaInput): Promise<ChangeResult | undefined> {
  const node = findMeta(input);
  const { process } = await serviceOf(tools, node).inspect();
  // It is down, or restarted already: a start costs nobody anything.
  if (process === undefined || (input.process !== undefined && identityOf(process) !== input.process)) return undefined;
  if (input.outage !== undefined) return undefined;
  const { view } = await readMembership(tools, input.cluster);
  const own = view.members.find(({ handle }) => handle === metaHandle(node));
  const spare = judgeStop(view.members, own?.name ?? node.alias);
  if (view.leader === undefined || spare.severity === 'refusal') {
    const why = view.leader === undefined ? (view.whyNone ?? 'nobody leads') : spare.message;
    throw new MusterError('CHECK_REFUSED', `${node.alias} is not stopped: ${why}`, {
      kind: 'transient',
      hint: view.leader === undefined ? 'muster status' : (spare.next ?? ['muster status']).join('\n'),
    });
  }
  if (own?.leads !== true || votersOf(view).length === 1) return undefined;
  if (input.last === true) {
    throw new MusterError(
      'CHECK_REFUSED',
      `${node.alias} is not stopped: it leads again each time that it has handed over`,
      {
        kind: 'transient',
        hint: 'muster status   # then retry',
      },
    );
  }
  const because = `${node.alias} leads by now: it hands over first`;
  return {
    evidence: [
      { action: { kind: 'nothing', on: node.alias, because }, answer: 'not stopped', at: new Date().toISOString() },
    ],
  };
}
