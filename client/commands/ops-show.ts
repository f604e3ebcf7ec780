import { isMusterError, MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { recordsDirectory } from '../../worker/records/records-directory.ts';
import { type Link, withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { FoundOperation } from '../find-operation.ts';
import { nameCluster } from '../name-cluster.ts';
import { nameOperation } from '../name-operation.ts';
import { readOperation } from '../read-operation.ts';
import { type FoundRecord, findRecord } from '../records/find-record.ts';
import { showOperation } from '../screens/ops-show.ts';
import { showOther } from '../screens/other.ts';
import { showPlan } from '../screens/plan.ts';
import { showRecorded } from '../screens/recorded.ts';
import type { Snapshot } from '../snapshot.ts';
import { isNotFound, isOutage, temporalDown } from '../temporal-errors.ts';
import type { Terminal } from '../terminal.ts';

export interface OpsOptions {
  readonly file?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

export interface ShowOptions extends OpsOptions {
  /** Where records are looked for when Temporal no longer knows it. @default MUSTER_RECORDS, else in the state directory */
  readonly records?: string;
}

/** Everything that is known of one operation. Its exit code is that of the reading, not of the operation. */
export async function runOpsShow(
  name: string | undefined,
  options: ShowOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { file, profile, json = false } = options;
  const find = () => findKept(name, options);
  try {
    return await withLink({ profile }, async (link) => {
      try {
        show(await readKnown(link, name, file), json, terminal);
      } catch (error) {
        const found = isUnknown(error) ? await find() : undefined;
        if (found === undefined) throw error;
        showFound(found, link.address, json, terminal);
      }
      return EXIT.DONE;
    });
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'TEMPORAL_DOWN') throw error;
    const found = await find().catch(() => undefined);
    throw found === undefined ? error : pointToRecord(error, found.record.progress);
  }
}

interface Known {
  readonly target: FoundOperation;
  readonly snapshot: Snapshot;
}

async function readKnown(link: Link, name: string | undefined, file: string | undefined): Promise<Known> {
  const target = await nameOperation(link, name, file);
  const snapshot = await readOperation(link.client, target.workflowId, target.runId).catch((error: unknown) => {
    throw isOutage(error) ? temporalDown(link, 'the operation could not be read', error) : error;
  });
  return { target, snapshot };
}

/** The server does not know it, or no longer. */
function isUnknown(error: unknown): boolean {
  return isNotFound(error) || (isMusterError(error) && error.code === 'NOT_FOUND');
}

function show({ target, snapshot }: Known, json: boolean, terminal: Terminal): void {
  const view = terminal.view();
  const { progress, live, source, stuck } = snapshot;
  if (!json) terminal.print(showOther(target, 'show', view));
  if (json) terminal.json({ ...progress, live, source, ...(stuck !== undefined && { stuck }) });
  else terminal.print(progress.request.mode === 'plan' ? showPlan(progress, view) : showOperation(snapshot, view));
}

/** `undefined` without one; a record that is there and cannot be read is said. */
async function findKept(name: string | undefined, { file, records }: ShowOptions): Promise<FoundRecord | undefined> {
  try {
    return await findRecord(recordsDirectory(records), name ?? (await nameCluster(file)));
  } catch (error) {
    if (isMusterError(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function showFound(found: FoundRecord, address: string, json: boolean, terminal: Terminal): void {
  const { workflowId, runId, progress } = found.record;
  const view = terminal.view();
  if (json) terminal.json({ ...progress, live: {}, source: 'record', asOf: found.record.asOf });
  else
    terminal.print([
      ...showRecorded(found, address, view),
      '',
      ...showOperation({ workflowId, runId, progress, live: {}, source: 'result' }, view),
    ]);
}

function pointToRecord(error: MusterError, { request }: OperationProgress): MusterError {
  const { code, kind, message, hint, details, cause } = error;
  const more = `muster ops runbook ${request.id}   # from its record, with everything down`;
  return new MusterError(code, message, { kind, hint: [hint, more].filter(Boolean).join('\n'), details, cause });
}
