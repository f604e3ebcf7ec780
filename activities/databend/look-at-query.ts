import { type QueryWay, chooseWay } from '../../model/databend/choose-way.ts';
import { editEndpointList, readQueryToml } from '../../model/databend/query-toml.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { CheckResult } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import { UNIT_SCRIPT } from '../services/unit-script.ts';
import { identityOf, parseServiceProcess } from '../services/service.ts';
import { parseSections } from '../ssh/parse-sections.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { type EditEndpointsInput, endpointChange } from './edit-endpoints.ts';
import { type NodeInput, findQuery } from './find-node.ts';

/** A Query node after the list in its file was changed. */
export type QueryLook = {
  readonly way: QueryWay;
  /** What tells the process that runs from every later one; absent when none does. */
  readonly process?: string;
};

export interface LookAtQueryInput extends NodeInput {
  /** Of a plan: what will have been written into its file by then. @default its file is as it is to be */
  readonly list?: EditEndpointsInput;
}

/** Reads only; a Query node whose host is down is told as an error that is tried again. */
export async function lookAtQuery(tools: Tools, input: LookAtQueryInput): Promise<CheckResult> {
  const node = findQuery(input);
  const { content } = await readFile(tools.ssh, node.ssh, node.file, { signal: activitySignal() });
  if (content === undefined) {
    throw new MusterError('BAD_INPUT', `${node.file} is not there on ${node.alias}`, {
      hint: `${sshCommand(node.ssh)} ls -l ${node.file}`,
    });
  }
  const text = content.toString('utf8');
  const name = `${node.file} on ${node.alias}`;
  const { autoSyncInterval } = readQueryToml(text, name);
  const written = input.list === undefined || editEndpointList(text, endpointChange(input.list), name) === text;
  const { stdout } = await runScript(tools.ssh, node.ssh, LOOK, {
    args: [node.unit, node.file],
    limitMs: 15_000,
    what: `looking at ${node.unit}`,
    signal: activitySignal(),
  });
  const sections = parseSections(stdout);
  const process = parseServiceProcess(sections.get('process')?.[0] ?? '');
  const [startedAt, fileChangedAt] = ['started', 'changed'].map((name) =>
    Number(sections.get(name)?.[0] ?? Number.NaN),
  );
  const way = chooseWay({
    autoSyncInterval,
    runs: process !== undefined,
    ...(startedAt !== undefined && Number.isFinite(startedAt) && { startedAt }),
    // What is written later than now is newer than any start.
    ...(written && fileChangedAt !== undefined && Number.isFinite(fileChangedAt) && { fileChangedAt }),
  });
  const value: QueryLook = { way, ...(process !== undefined && { process: identityOf(process) }) };
  return { findings: [], value };
}

/** `etimes` is whole seconds since its start. */
const LOOK = `${UNIT_SCRIPT}
found=$(main_of "$1")
echo '== process'; echo "$found"
echo '== started'
if [ -n "$found" ]; then
  age=$(ps -p "\${found%% *}" -o etimes= 2>/dev/null | tr -cd 0-9)
  [ -n "$age" ] && echo $(($(date +%s) - age))
fi
echo '== changed'; stat -Lc %Y -- "$2"
`;
