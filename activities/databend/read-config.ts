import { posix } from 'node:path';
import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { judgeMetaToml } from '../../model/databend/judge-meta-toml.ts';
import { compareShowConfig, judgeShowConfig, parseShowConfig } from '../../model/databend/show-config.ts';
import { lookUp } from '../../model/toml/read-toml.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { Action, ChangePlan, ChangeResult, Finding } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import { evidence } from '../evidence.ts';
import { readFile } from '../files/read-file.ts';
import { runScript } from '../ssh/run-script.ts';
import { decodeToml } from './decode-toml.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import type { Tools } from '../tools.ts';

/**
 * Has the program itself read its new file before it is started with it: keys that it does not know it ignores without a word,
 * and variables of its environment come before the file. It starts nothing (recorded on 1.2.888).
 */
export const readConfig = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toAction(findMeta(input))] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findMeta(input);
    const { exists, content } = await readFile(tools.ssh, node.ssh, node.file, { signal: activitySignal() });
    if (!exists || content === undefined) throw refuse(node, `${node.file} is not there on ${node.alias}`);
    const text = decodeToml(content, node);
    const { stdout } = await runScript(tools.ssh, node.ssh, SHOW, {
      args: [programOf(node), node.file],
      limitMs: 30_000,
      signal: activitySignal(),
      what: `${programOf(node)} --cmd show-config`,
    });
    const findings = [...judgeMetaToml(node, text), ...judgeShowConfig(node, text, stdout)];
    const refused = findings.find(({ severity }) => severity === 'refusal');
    if (refused !== undefined) throw refuse(node, refused.message, refused.next?.[0]);
    await refuseUnwritable(tools, node, stdout);
    return evidence(toAction(node), describe(text, stdout, findings));
  },
};

/** In a directory of its own: it writes its own logs below the one it stands in. */
const SHOW = `
dir=$(mktemp -d) || exit 1
trap 'rm -rf -- "$dir"' EXIT
cd -- "$dir" || exit 1
unset RUST_BACKTRACE RUST_LIB_BACKTRACE
timeout 20 "$1" -c "$2" --cmd show-config </dev/null
`;

/** Its logs are opened first: where they cannot be it ends at once, with a line in the journal only. */
async function refuseUnwritable(tools: Tools, node: MetaSpec, stdout: string): Promise<void> {
  const effective = parseShowConfig(stdout);
  const dir = effective === undefined ? undefined : lookUp(effective, ['log', 'file', 'dir']);
  const on = effective === undefined ? undefined : lookUp(effective, ['log', 'file', 'on']);
  if (typeof dir !== 'string' || !dir.startsWith('/') || on === false) return;
  const result = await runScript(tools.ssh, node.ssh, CAN_WRITE, {
    args: [dir, node.user],
    limitMs: 20_000,
    allowedCodes: [0, NOT_WRITABLE],
    signal: activitySignal(),
    what: `looking at ${dir}`,
  });
  if (result.code !== NOT_WRITABLE) return;
  throw refuse(
    node,
    `${node.user} cannot write ${result.stdout.trim()} on ${node.alias}, where its logs go`,
    `${sshCommand(node.ssh)} install -d -o ${node.user} -m 755 ${dir}`,
  );
}

const NOT_WRITABLE = 21;

const CAN_WRITE = `
path=$1 user=$2
while [ ! -e "$path" ]; do path=$(dirname "$path"); done
if [ "$(id -un)" = "$user" ]; then [ -w "$path" ] && exit 0
elif [ "$(id -u)" = 0 ] && command -v runuser >/dev/null; then runuser -u "$user" -- test -w "$path" && exit 0
else exit 0; fi
echo "$path"; exit ${NOT_WRITABLE}
`;

function describe(text: string, stdout: string, findings: readonly Finding[]): string {
  const effective = parseShowConfig(stdout);
  const compared = effective === undefined ? [] : compareShowConfig(text, effective);
  const warnings = findings.filter(({ severity }) => severity === 'warning').map(({ message }) => message);
  const agrees = compared.length === 0 ? 'it reads the file as it is written' : 'it reads the file';
  return warnings.length === 0 ? agrees : `${agrees}; ${warnings.join('; ')}`;
}

function programOf({ home }: MetaSpec): string {
  return posix.join(home, 'bin/databend-meta');
}

function toAction(node: MetaSpec): Action {
  return { kind: 'command', on: node.alias, command: `${programOf(node)} -c ${node.file} --cmd show-config` };
}

function refuse(node: MetaSpec, message: string, hint = `${sshCommand(node.ssh)} cat ${node.file}`): MusterError {
  return new MusterError('CHECK_REFUSED', message, { hint });
}
