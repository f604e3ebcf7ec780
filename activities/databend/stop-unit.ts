import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import { parseIdentity, type ServiceState } from '../services/service.ts';
import { enableUnit } from '../services/systemd.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findAnyNode } from './find-node.ts';
import { findProcess, foreignHolders } from './find-process.ts';
import { serviceOf } from './service-of.ts';

export interface StopUnitInput extends NodeInput {
  /** Whether it is to stay down when its host comes up again. @default as it is */
  readonly disable?: boolean;
  /** Only this process, as it was known before: a newer one is left alone. @default whatever runs */
  readonly process?: string;
}

/**
 * Ends the process of the unit. SIGTERM ends a meta node at once, without a line, and systemd counts that as clean (recorded on
 * 1.2.888). Disabled before it is stopped: a reboot between the two does not bring it back.
 */
export const stopUnit = {
  async plan(tools: Tools, input: StopUnitInput): Promise<ChangePlan> {
    const state = await serviceOf(tools, findAnyNode(input)).inspect();
    const actions = toActions(input, state);
    return { actions: actions.length > 0 ? actions : [nothing(input, state)] };
  },

  async perform(tools: Tools, input: StopUnitInput): Promise<ChangeResult> {
    const node = findAnyNode(input);
    const service = serviceOf(tools, node, input.cluster.pace);
    const state = await service.inspect();
    const evidence: ChangeResult['evidence'][number][] = [];
    const add = (action: Action, answer: string) => evidence.push({ action, answer, at: new Date().toISOString() });
    if (isToDisable(input, state)) {
      await enableUnit(tools.ssh, node.ssh, node.unit, false);
      add(command(input, `systemctl disable ${node.unit}`), 'disabled');
    }
    if (isToStop(input, state)) {
      reportNote(`stopping ${node.unit} on ${node.alias}`);
      add(command(input, service.commands.stop), await service.stop(state.process));
    }
    await refuseLeft(tools, input);
    if (evidence.length === 0) add(nothing(input, state), state.words);
    return { evidence };
  },
};

/** Something answers that is no process of the unit: whoever goes on would take it for the node. */
async function refuseLeft(tools: Tools, input: StopUnitInput): Promise<void> {
  const node = findAnyNode(input);
  const found = await findProcess(tools, node);
  const [left] = found.process === undefined ? foreignHolders(found) : [];
  if (left === undefined) return;
  throw new MusterError(
    'COMMAND_FAILED',
    `${node.unit} on ${node.alias} is stopped, and ${left.pid === undefined ? 'a process' : `pid ${left.pid}`} still listens on port ${left.port}`,
    { hint: `${sshCommand(node.ssh)} "sudo ss -Hltnp 'sport = :${left.port}'"` },
  );
}

function isToDisable({ disable = false }: StopUnitInput, { unit }: ServiceState): boolean {
  return disable && unit?.load === 'loaded' && unit.file === 'enabled';
}

function isToStop({ process: wanted }: StopUnitInput, { process, unit }: ServiceState): boolean {
  if (unit?.load === 'not-found') return false;
  if (wanted === undefined) return process !== undefined || unit?.active === 'activating';
  const { pid, started } = parseIdentity(wanted) ?? {};
  return process !== undefined && process.pid === pid && process.started === started;
}

function toActions(input: StopUnitInput, state: ServiceState): readonly Action[] {
  const { unit } = findAnyNode(input);
  return [
    ...(isToDisable(input, state) ? [command(input, `systemctl disable ${unit}`)] : []),
    ...(isToStop(input, state) ? [command(input, `systemctl stop ${unit}`)] : []),
  ];
}

function command({ node }: StopUnitInput, text: string): Action {
  return { kind: 'command', on: node, command: text };
}

function nothing(input: StopUnitInput, { words }: ServiceState): Action {
  const { alias, unit } = findAnyNode(input);
  const other = input.process !== undefined && words.startsWith('runs');
  return {
    kind: 'nothing',
    on: alias,
    because: other ? `no process of before runs as ${unit}` : `${unit} ${words}`,
  };
}
