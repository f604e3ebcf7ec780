import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanDeep } from '../../model/clean-text.ts';
import { describeRecord } from '../../model/record/describe-record.ts';
import { parseRecord } from '../../model/record/parse-record.ts';
import { hasEnded, type OperationRecord, supersedes } from '../../model/record/record.ts';
import { nameRecord, parseRecordName } from '../../model/record/record-name.ts';

/** What is there of the same operation; undefined when there is none, or it cannot be read and is to be replaced. */
export async function readKnown(directory: string, record: OperationRecord): Promise<OperationRecord | undefined> {
  const base = await chooseBase(directory, record);
  const text = await orMissing(readFile(join(directory, `${base}.json`), 'utf8'));
  const parsed = text === undefined ? undefined : parseRecord(text);
  return parsed?.ok ? parsed.record : undefined;
}

/**
 * The name that the operation has already: the server's time of its beginning, which a history tells, and that of its first
 * task, which it tells itself, may be seconds apart.
 */
async function chooseBase(directory: string, { progress }: OperationRecord): Promise<string> {
  const own = nameRecord(progress);
  const { id, cluster, plan } = parseRecordName(`${own}.json`) ?? {};
  const names = (await orMissing(readdir(directory))) ?? [];
  if (names.includes(`${own}.json`)) return own;
  const same = names
    .map(parseRecordName)
    .find((name) => name?.id === id && name?.cluster === cluster && name?.plan === plan);
  return same?.base ?? own;
}

async function orMissing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes both files, unless what is there is later. The one for programs comes first: from it the other can be made again.
 * Gives the name of the file.
 */
export async function writeRecord(directory: string, record: OperationRecord): Promise<string> {
  // Only for its owner: it tells as much as the database of Temporal.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const base = await chooseBase(directory, record);
  const file = join(directory, `${base}.json`);
  if (!supersedes(record, await readKnown(directory, record))) return file;
  const lasting = hasEnded(record);
  await replaceFile(file, `${JSON.stringify(record, undefined, 2)}\n`, lasting);
  const page = describeRecord(cleanDeep(record), { zone: 'UTC' });
  await replaceFile(join(directory, `${base}.txt`), `${page.join('\n')}\n`, lasting);
  return file;
}

/** Whoever reads it sees the old one or the new one, also after a power cut where it is to last. */
async function replaceFile(path: string, text: string, lasting: boolean): Promise<void> {
  const temporary = `${path}.${process.pid}.${crypto.randomUUID().slice(0, 8)}.new`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      if (lasting) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
