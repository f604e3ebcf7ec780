import { sshCommand } from '../../model/ssh-target.ts';
import { MusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import { enableUnit } from '../services/systemd.ts';
import { identityOf } from '../services/service.ts';
import type { Tools } from '../tools.ts';
import { explainDown } from './diagnose.ts';
import { type NodeInput, findAnyNode } from './find-node.ts';
import { findProcess, foreignHolders } from './find-process.ts';
import { serviceOf } from './service-of.ts';

export interface StartUnitInput extends NodeInput {
  /** Whether it is to come up with its host from now on. @default as it is */
  readonly enable?: boolean;
}

/** What tells the process that was started from every other one. */
export type StartedUnit = { readonly process: string };

/**
 * Starts the unit of a node, or finds it running. Started is not serving: a member that cannot join ends after some seconds, so
 * another step waits for it.
 */
export const startUnit = {
  async plan(tools: Tools, input: StartUnitInput): Promise<ChangePlan> {
    const node = findAnyNode(input);
    const { unit } = await serviceOf(tools, node).inspect();
    const runs = unit !== undefined && unit.mainPid > 0;
    const actions = [
      ...(input.enable === true && unit?.file !== 'enabled' ? [command(input, `systemctl enable ${node.unit}`)] : []),
      ...(runs ? [] : [command(input, `systemctl start ${node.unit}`)]),
    ];
    return { actions: actions.length > 0 ? actions : [nothing(input)] };
  },

  async perform(tools: Tools, input: StartUnitInput): Promise<ChangeResult> {
    const node = findAnyNode(input);
    const service = serviceOf(tools, node, input.cluster.pace);
    const before = await service.inspect();
    const evidence: ChangeResult['evidence'][number][] = [];
    const add = (action: Action, answer: string) => evidence.push({ action, answer, at: new Date().toISOString() });
    if (input.enable === true && before.unit?.file !== 'enabled') {
      await enableUnit(tools.ssh, node.ssh, node.unit, true);
      add(command(input, `systemctl enable ${node.unit}`), 'enabled');
    }
    let { process } = before;
    if (process === undefined) {
      await refuseTaken(tools, input);
      reportNote(`starting ${node.unit} on ${node.alias}`);
      const after = await service.start();
      process = after.process;
      if (process === undefined) throw await explainDown(tools, node, `${node.unit} on ${node.alias} ${after.words}`);
      add(command(input, service.commands.start), after.words);
    } else if (evidence.length === 0) {
      add(nothing(input), before.words);
    }
    return { evidence, value: { process: identityOf(process) } satisfies StartedUnit };
  },
};

/** Of a raft port that is taken the product takes no notice: who holds it would answer in the name of this node. */
async function refuseTaken(tools: Tools, input: StartUnitInput): Promise<void> {
  const node = findAnyNode(input);
  const [taken] = foreignHolders(await findProcess(tools, node));
  if (taken === undefined) return;
  throw new MusterError(
    'COMMAND_FAILED',
    `${node.unit} is not started on ${node.alias}: ${taken.pid === undefined ? 'a process' : `pid ${taken.pid}`} that is not its own listens on port ${taken.port}`,
    { hint: `${sshCommand(node.ssh)} "sudo ss -Hltnp 'sport = :${taken.port}'"` },
  );
}

function command({ node }: StartUnitInput, text: string): Action {
  return { kind: 'command', on: node, command: text };
}

function nothing(input: StartUnitInput): Action {
  const { alias, unit } = findAnyNode(input);
  return { kind: 'nothing', on: alias, because: `${unit} runs` };
}
