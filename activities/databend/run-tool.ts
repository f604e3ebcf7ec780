import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { type ToolAnswer, classifyTool } from '../../model/databend/read-tool-answer.ts';
import { activitySignal } from '../context.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

export type MetaProgram = 'databend-meta' | 'databend-metactl';

export interface RunToolOptions {
  /** In ms; the programs themselves have none, and without quorum some of them wait for ever. */
  readonly limitMs: number;
  /** What it is called in messages. @default the name of the program */
  readonly what?: string;
  /** Gives what was answered whatever the code is. @default another code than 0 is thrown, classified by its text */
  readonly anyCode?: boolean;
}

/**
 * In a fresh directory, because each run leaves `.databend/logs` below where it stands (recorded on 1.2.888). With
 * RUST_BACKTRACE a stack would follow each error, with METASRV_… a setting of the service would go before our arguments.
 */
const SCRIPT = `
unset RUST_BACKTRACE RUST_LIB_BACKTRACE \${!METASRV_*}
place=$(mktemp -d) || exit 125
trap 'rm -rf -- "$place"' EXIT
cd "$place" || exit 125
"$@"
`;
const NO_PLACE = 125;

/** Runs a program of the node's installation on its own machine; a call that ran out of time has an unknown outcome. */
export async function runTool(
  tools: Tools,
  node: MetaSpec,
  program: MetaProgram,
  args: readonly string[],
  { limitMs, what = program, anyCode = false }: RunToolOptions,
): Promise<ToolAnswer> {
  const answer = await runScript(tools.ssh, node.ssh, SCRIPT, {
    args: [`${node.home}/bin/${program}`, ...args],
    limitMs,
    allowedCodes: Array.from({ length: 256 }, (_, code) => code).filter((code) => code !== NO_PLACE),
    what,
    signal: activitySignal(),
  });
  if (answer.code === 0 || anyCode) return answer;
  throw classifyTool(`${what} on ${node.alias}`, answer);
}

/** As a person would type it on that machine. */
export function describeTool(node: MetaSpec, program: MetaProgram, args: readonly string[]): string {
  return [`${node.home}/bin/${program}`, ...args].join(' ');
}
