import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRecord } from '../../../client/records/find-record.ts';
import type { OperationProgress } from '../../../model/operation.ts';
import { nameRecord } from '../../../model/record/record-name.ts';
import { recordOf } from '../../model/record/record-examples.ts';
import { at, progressOf } from '../screens/examples.ts';

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'muster-records-')), 'records');
  await mkdir(directory);
});
afterEach(() => rm(join(directory, '..'), { recursive: true }));

async function keep(id: string, startedAt: string, change: Partial<OperationProgress>): Promise<void> {
  const { request } = progressOf({});
  const progress = progressOf({ ...change, request: { ...request, id, cluster: 'prod' }, startedAt });
  await writeFile(join(directory, `${nameRecord(progress)}.json`), JSON.stringify(recordOf(progress)));
}

const ENDED = { state: 'done', endedAt: at('02:20:00') } as const;

test('of a cluster it is the one that is not over, though others came later and have ended: with everything down that one matters', async () => {
  await keep('4drain00', at('02:00:00'), { state: 'running' });
  await keep('4added00', at('02:10:00'), ENDED);
  const { record, others } = await findRecord(directory, 'prod');
  expect(record.progress.request.id).toBe('4drain00');
  expect(others).toEqual([]);
});

test('of several that are not over it is the latest, and the others are named', async () => {
  await keep('4drain00', at('02:00:00'), { state: 'running' });
  await keep('4holds00', at('02:05:00'), { state: 'needs attention' });
  await keep('4added00', at('02:10:00'), ENDED);
  const { record, others } = await findRecord(directory, 'prod');
  expect(record.progress.request.id).toBe('4holds00');
  expect(others.map(({ progress }) => progress.request.id)).toEqual(['4drain00']);
});

test('where all of them have ended it is the latest, and an id is that one whatever else goes on', async () => {
  await keep('4added00', at('02:00:00'), ENDED);
  await keep('4later00', at('02:10:00'), ENDED);
  expect((await findRecord(directory, 'prod')).record.progress.request.id).toBe('4later00');
  await keep('4drain00', at('02:05:00'), { state: 'running' });
  expect((await findRecord(directory, '4added')).record.progress.request.id).toBe('4added00');
});

test('one that cannot be read is no reason to find none', async () => {
  await keep('4drain00', at('02:00:00'), { state: 'running' });
  await writeFile(join(directory, '2026-11-21_021500_prod_restart_4broken0.json'), '{');
  expect((await findRecord(directory, 'prod')).record.progress.request.id).toBe('4drain00');
});
