import { posix } from 'node:path';
import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { composeUnit, markOf } from '../../model/databend/compose-unit.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activityOwner } from '../context.ts';
import { evidence } from '../evidence.ts';
import { putFile } from '../files/put-file.ts';
import { unitService } from '../services/systemd.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findMeta } from './find-node.ts';

/** The file of the unit, where systemd knows none. */
export const writeUnit = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findMeta(input);
    return { actions: [(await loads(tools, node)) ? knownAlready(node) : toAction(node)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findMeta(input);
    if (await loads(tools, node)) return evidence(knownAlready(node), 'known already');
    const content = Buffer.from(composeUnit(node, activityOwner()));
    await putFile(tools.ssh, node.ssh, { path: pathOf(node), source: { content }, mode: 0o644 });
    await runScript(tools.ssh, node.ssh, 'systemctl daemon-reload', {
      limitMs: 60_000,
      what: 'systemctl daemon-reload',
    });
    if (!(await loads(tools, node))) {
      throw new MusterError(
        'COMMAND_FAILED',
        `systemd of ${node.alias} does not know ${node.unit} after it was written`,
        {
          hint: `${sshCommand(node.ssh)} systemctl status ${node.unit}`,
        },
      );
    }
    return evidence(toAction(node), 'written, and read by systemd');
  },
};

/** Takes away the file that this very operation wrote, and no other. */
export const removeUnit = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toRemoval(findMeta(input))] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findMeta(input);
    const { stdout } = await runScript(tools.ssh, node.ssh, REMOVE, {
      args: [pathOf(node), `# ${markOf(activityOwner())}`, node.unit],
      limitMs: 60_000,
      what: `removing ${node.unit}`,
    });
    return evidence(toRemoval(node), stdout.trim());
  },
};

/** A unit that has failed is kept by systemd without its file, and would look like one that is known. */
const REMOVE = `
[ -e "$1" ] || { echo 'not there'; exit 0; }
grep -qxF -- "$2" "$1" || { echo 'not written by this operation: left as it is'; exit 0; }
rm -f -- "$1" && systemctl daemon-reload && { systemctl reset-failed "$3" >/dev/null 2>&1; echo removed; }
`;

async function loads(tools: Tools, node: MetaSpec): Promise<boolean> {
  const { unit } = await unitService(tools.ssh, node.ssh, node.unit).inspect();
  return unit !== undefined && unit.load !== 'not-found';
}

function pathOf({ unitDir, unit }: MetaSpec): string {
  return posix.join(unitDir, unit);
}

function toAction(node: MetaSpec): Action {
  const diff = composeUnit(node, activityOwner())
    .trimEnd()
    .split('\n')
    .map((line) => `+${line}`);
  return { kind: 'file', on: node.alias, path: pathOf(node), diff };
}

function toRemoval(node: MetaSpec): Action {
  return {
    kind: 'command',
    on: node.alias,
    command: `rm ${pathOf(node)}   # if this operation wrote it`,
  };
}

function knownAlready(node: MetaSpec): Action {
  return { kind: 'nothing', on: node.alias, because: `systemd knows ${node.unit} already` };
}
