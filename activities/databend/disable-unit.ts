import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { evidence } from '../evidence.ts';
import { enableUnit, unitService } from '../services/systemd.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findMeta } from './find-node.ts';

/** So that it does not come up with its host. */
export const disableUnit = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findMeta(input);
    return { actions: [(await isEnabled(tools, node)) ? toAction(node) : nothing(node)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findMeta(input);
    if (!(await isEnabled(tools, node))) return evidence(nothing(node), 'not enabled');
    await enableUnit(tools.ssh, node.ssh, node.unit, false);
    if (await isEnabled(tools, node)) {
      throw new MusterError('COMMAND_FAILED', `${node.unit} on ${node.alias} is enabled after it was disabled`, {
        kind: 'transient',
      });
    }
    return evidence(toAction(node), 'disabled');
  },
};

/** A unit that has no file there is enabled nowhere. */
async function isEnabled(tools: Tools, node: MetaSpec): Promise<boolean> {
  const { unit } = await unitService(tools.ssh, node.ssh, node.unit).inspect();
  return unit?.file === 'enabled';
}

function toAction({ alias, unit }: MetaSpec): Action {
  return { kind: 'command', on: alias, command: `systemctl disable ${unit}` };
}

function nothing({ alias, unit }: MetaSpec): Action {
  return { kind: 'nothing', on: alias, because: `${unit} is not enabled` };
}
