import { Option } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { printError } from '../print-error.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

// Every command is loaded when it is called: help and version answer at once.
type Work = (terminal: Terminal) => Promise<ExitCode>;

export interface CommonOptions {
  readonly file?: string;
  readonly json?: boolean;
}

export async function run({ file, json = false }: CommonOptions, work: Work): Promise<void> {
  const terminal = openTerminal({ file });
  try {
    process.exitCode = await work(terminal);
  } catch (error) {
    process.exitCode = printError(error, terminal, json);
  }
}

export const fileOption = () =>
  new Option('-f, --file <file>', 'cluster file (else MUSTER_FILE, ./muster.yaml, the running sandbox)');
export const jsonOption = () => new Option('--json', 'print JSON');
export const profileOption = () => new Option('--profile <name>', 'client profile of Temporal (temporal.toml)');
export const recordsOption = () =>
  new Option(
    '--records <dir>',
    'where the worker writes operations down (else MUSTER_RECORDS, else the state directory)',
  );
export const checksOption = () =>
  new Option('--checks <how>', 'report: only tell; enforce: refuse on a refusal (default); strict: on a warning too');
export const acceptOption = () =>
  new Option('--accept <gate=reason>', 'override one gate; recorded (repeatable)').argParser(collect);
export const confirmOption = () =>
  new Option('--confirm <phrase>', 'where data may be lost: the phrase that is asked for, given twice').argParser(
    collect,
  );

/** Of an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
