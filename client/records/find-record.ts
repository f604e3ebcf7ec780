import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../model/error.ts';
import { type EarlierPlan, isPlanOf, takePlan } from '../../model/record/earlier-plan.ts';
import { parseRecord } from '../../model/record/parse-record.ts';
import { hasEnded, type OperationRecord } from '../../model/record/record.ts';
import { parseRecordName, type RecordName } from '../../model/record/record-name.ts';

const NAMED = 5;
/** Plans of one cluster that are looked through, the latest first. */
const PLANS = 20;
/** Records of one cluster that are looked through for one that is not over: a drain of weeks has many that came later. */
const LATEST = 500;

export interface FoundRecord {
  readonly record: OperationRecord;
  /** Where it was read. */
  readonly file: string;
  /** By the name of a cluster: the further ones that are not over by their records, the latest first. */
  readonly others: readonly OperationRecord[];
}

/**
 * By request id, by its beginning, or by the name of a cluster: then the latest that is not over, else its latest. Asks nobody
 * but the disk.
 */
export async function findRecord(directory: string, name: string): Promise<FoundRecord> {
  const all = await listRecords(directory);
  const byId = /^\d/.test(name);
  const fitting = all.filter(({ id, cluster, plan }) => (byId ? id.startsWith(name) : cluster === name && !plan));
  const chosen = fitting.at(-1);
  if (chosen === undefined) {
    const message = `No record ${byId ? 'of operation' : 'of an operation on'} ${name} is in ${directory}`;
    throw new MusterError('NOT_FOUND', message, { hint: hintOthers(all) });
  }
  const ids = [...new Set(fitting.map(({ id }) => id))];
  if (byId && ids.length > 1) {
    throw new MusterError('BAD_INPUT', `${ids.length} operations begin with ${name}: ${ids.slice(-NAMED).join(', ')}`, {
      hint: 'give more of the id',
    });
  }
  const [open, ...others]: readonly ReadRecord[] = byId ? [] : await listOpen(directory, fitting);
  return open === undefined
    ? { ...(await readRecord(directory, chosen)), others: [] }
    : { ...open, others: others.map(({ record }) => record) };
}

/** The latest first; one that cannot be read hides no other. */
async function listOpen(directory: string, names: readonly RecordName[]): Promise<readonly ReadRecord[]> {
  const read = await Promise.all(
    names
      .slice(-LATEST)
      .reverse()
      .map((name) => readRecord(directory, name).catch(() => undefined)),
  );
  return read.filter((found) => found !== undefined).filter(({ record }) => !hasEnded(record));
}

/** The latest plan of the same change, for the steps that the operation has not planned itself. */
export async function findPlan(directory: string, { progress }: OperationRecord): Promise<EarlierPlan | undefined> {
  const plans = (await listRecords(directory)).filter(
    ({ plan, cluster }) => plan && cluster === progress.request.cluster,
  );
  for (const name of plans.slice(-PLANS).reverse()) {
    const found = await readRecord(directory, name).catch(() => undefined);
    if (found !== undefined && isPlanOf(found.record.progress, progress))
      return takePlan(found.record.progress, progress);
  }
  return undefined;
}

/** What can be named instead, the latest first. */
export async function suggestRecords(directory: string): Promise<string> {
  return hintOthers(await listRecords(directory));
}

/** The oldest first. */
async function listRecords(directory: string): Promise<readonly RecordName[]> {
  try {
    const names = (await readdir(directory)).sort();
    return names.map(parseRecordName).filter((name) => name !== undefined);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new MusterError('NOT_FOUND', `There are no records here: ${directory} does not exist`, {
        hint: hintOthers([]),
      });
    throw new MusterError(
      'RECORD_UNREADABLE',
      `The records in ${directory} cannot be read: ${(error as Error).message}`,
      {
        hint: 'read them as the user of the worker',
        cause: error,
      },
    );
  }
}

type ReadRecord = Pick<FoundRecord, 'record' | 'file'>;

async function readRecord(directory: string, { base }: RecordName): Promise<ReadRecord> {
  const file = join(directory, `${base}.json`);
  const page = join(directory, `${base}.txt`);
  const hint = existsSync(page) ? `less ${page}` : `ls -l ${directory}`;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new MusterError('RECORD_UNREADABLE', `${file} cannot be read: ${(error as Error).message}`, {
      hint,
      cause: error,
    });
  });
  const parsed = parseRecord(text);
  if (parsed.ok) return { record: parsed.record, file };
  throw new MusterError('RECORD_UNREADABLE', `${file} ${parsed.why}`, { hint });
}

function hintOthers(all: readonly RecordName[]): string {
  const latest = all
    .filter(({ plan }) => !plan)
    .slice(-NAMED)
    .reverse();
  return [
    ...latest.map(({ id, base }) => `muster ops runbook ${id}   # ${base.replaceAll('_', ' ')}`),
    "muster ops runbook <operation> --records <dir>   # the worker's directory, on its machine: MUSTER_RECORDS",
  ].join('\n');
}
