import { askSandbox, findEngine, type SandboxControlOptions } from '../control-sandbox.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { describeSandboxData, type SandboxData } from '../screens/sandbox-data.ts';
import type { Terminal } from '../terminal.ts';

export interface SandboxDataOptions extends SandboxControlOptions {
  readonly tables?: number;
  readonly tablets?: number;
  readonly replicas?: number;
  readonly size?: number;
  readonly database?: string;
  readonly rate?: number;
  readonly statistics?: boolean;
  readonly balance?: boolean;
  readonly keys?: number;
}

const MIB = 1024 ** 2;

export async function runSandboxData(options: SandboxDataOptions, terminal: Terminal): Promise<ExitCode> {
  if ((await findEngine(options.name)) === 'databend') return await fillMetaStore(options, terminal);
  const { name, json = false, tables, tablets, replicas, size, database, rate, statistics, balance } = options;
  const data = (await askSandbox(name, 'data', {
    ...(tables !== undefined && { tables }),
    ...(tablets !== undefined && { tablets }),
    ...(replicas !== undefined && { replicas }),
    ...(size !== undefined && { bytes: size }),
    ...(database !== undefined && { database }),
    ...(rate !== undefined && { rate: rate / MIB }),
    ...(statistics !== undefined && { statistics }),
    ...(balance !== undefined && { balance }),
  })) as SandboxData;
  if (json) terminal.json(data);
  else terminal.print(describeSandboxData(data, terminal.view()));
  return EXIT.DONE;
}

/** Of Databend's sandbox only the Meta service has data. */
async function fillMetaStore({ name, json = false, keys }: SandboxDataOptions, terminal: Terminal): Promise<ExitCode> {
  const stored = (await askSandbox(name, 'data', keys === undefined ? {} : { keys })) as {
    readonly keys: number;
    readonly lastLogIndex: number;
  };
  if (json) terminal.json(stored);
  else terminal.print(`the Meta service holds ${stored.keys} keys, its log is at ${stored.lastLogIndex}`);
  return EXIT.DONE;
}
