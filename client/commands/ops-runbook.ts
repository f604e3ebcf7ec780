import { MusterError } from '../../model/error.ts';
import { describeAsked } from '../../model/describe-asked.ts';
import { describeRecord } from '../../model/record/describe-record.ts';
import { recordsDirectory } from '../../worker/records/records-directory.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { nameCluster } from '../name-cluster.ts';
import { findPlan, findRecord, suggestRecords } from '../records/find-record.ts';
import { wrapPage } from '../screens/page.ts';
import type { Terminal } from '../terminal.ts';

export interface RunbookOptions {
  readonly file?: string;
  readonly json?: boolean;
  /** @default MUSTER_RECORDS, else in the state directory */
  readonly records?: string;
}

/** What is done and what remains of an operation, from its record alone: neither Temporal nor a worker nor a network is asked. */
export async function runOpsRunbook(
  name: string | undefined,
  { file, json = false, records }: RunbookOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const directory = recordsDirectory(records);
  const found = await findRecord(directory, name ?? (await nameClusterOf(file, directory)));
  if (json) {
    terminal.json(found.record);
    return EXIT.DONE;
  }
  const { zone, style, width } = terminal.view();
  const plan = await findPlan(directory, found.record);
  const page = describeRecord(found.record, zone === undefined ? {} : { zone }, plan);
  // A page that goes into a file or a ticket has no columns to keep.
  terminal.print(terminal.interactive ? wrapPage(page, width) : page);
  terminal.warn(style.dim(`from ${found.file}`));
  for (const { progress } of found.others) {
    const { request, state } = progress;
    terminal.warn(`also not over: muster ops runbook ${request.id}   # ${describeAsked(request)}: ${state}`);
  }
  return EXIT.DONE;
}

async function nameClusterOf(file: string | undefined, directory: string): Promise<string> {
  try {
    return await nameCluster(file);
  } catch (error) {
    if (file !== undefined) throw error;
    throw new MusterError('BAD_INPUT', 'No operation is named, and there is no cluster file to find it by', {
      hint: await suggestRecords(directory),
      cause: error,
    });
  }
}
