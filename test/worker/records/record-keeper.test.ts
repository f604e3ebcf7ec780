import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperationState } from '../../../model/operation.ts';
import { parseRecord } from '../../../model/record/parse-record.ts';
import type { OperationRecord } from '../../../model/record/record.ts';
import { pruneRecords } from '../../../worker/records/prune-records.ts';
import { writeRecord } from '../../../worker/records/record-files.ts';
import { RecordKeeper } from '../../../worker/records/record-keeper.ts';
import { at, progressOf } from '../../client/screens/examples.ts';
import { HELD, UNDO } from '../../model/record/record-examples.ts';

const BASE = '2026-11-21_020000_prod_add_4kx9t2mq';
const RUN = { workflowId: 'op/prod/4kx9t2mq', runId: HELD.runId };
let root: string;
let directory: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'muster-records-'));
  directory = join(root, 'records');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function read(base = BASE): OperationRecord {
  const parsed = parseRecord(readFileSync(join(directory, `${base}.json`), 'utf8'));
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.record;
}

const noteOf = (state: OperationState) => ({
  progress: progressOf({ state, ...(state === 'done' && { endedAt: at('02:03:00') }) }),
  undo: UNDO,
});

describe('the files of a record', () => {
  it('are one for programs and one for people, for nobody but their owner', async () => {
    expect(await writeRecord(directory, HELD)).toBe(join(directory, `${BASE}.json`));
    expect(readdirSync(directory).sort()).toEqual([`${BASE}.json`, `${BASE}.txt`]);
    expect(read()).toEqual(HELD);
    expect(readFileSync(join(directory, `${BASE}.txt`), 'utf8')).toContain('WHAT REMAINS');
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('are those of the operation, should it be told to have begun some seconds earlier', async () => {
    await writeRecord(directory, HELD);
    const startedAt = at('01:59:57');
    await writeRecord(directory, { ...HELD, events: HELD.events + 1, progress: { ...HELD.progress, startedAt } });
    await writeRecord(directory, {
      ...HELD,
      progress: progressOf({ request: { ...HELD.progress.request, id: '4other00' } }),
    });
    expect(readdirSync(directory).filter((name) => name.endsWith('.json'))).toHaveLength(2);
    expect(read().progress.startedAt).toBe(startedAt);
  });

  it('are replaced when they were cut in half', async () => {
    mkdirSync(directory);
    writeFileSync(join(directory, `${BASE}.json`), JSON.stringify(HELD).slice(0, 300));
    await writeRecord(directory, HELD);
    expect(read()).toEqual(HELD);
  });

  it('are whole at every moment while many write', async () => {
    await writeRecord(directory, { ...HELD, events: 0 });
    let over = false;
    const writers = Array.from({ length: 20 }, (_, index) => writeRecord(directory, { ...HELD, events: index + 1 }));
    const writing = Promise.all(writers).finally(() => {
      over = true;
    });
    let looks = 0;
    while (!over) {
      expect(read().progress).toEqual(HELD.progress);
      looks += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect(looks).toBeGreaterThan(1);
    expect(readdirSync(directory).sort()).toEqual([`${BASE}.json`, `${BASE}.txt`]);
  });
});

describe('two workers', () => {
  it('leave the end, whichever of them is late', async () => {
    const one = new RecordKeeper({ directory });
    const other = new RecordKeeper({ directory });
    one.note(RUN, 10, noteOf('running'));
    await one.close();
    other.note(RUN, 30, noteOf('done'));
    await other.close();
    one.note(RUN, 20, noteOf('needs attention'));
    await one.close();
    expect(read().progress.state).toBe('done');
    expect(readFileSync(join(directory, `${BASE}.txt`), 'utf8')).toContain('It is done.');
  });
});

describe('what is told while it runs', () => {
  it('is written at once, then the latest of it, and the end without delay', async () => {
    const keeper = new RecordKeeper({ directory, everyMs: 3_600_000 });
    keeper.note(RUN, 1, noteOf('running'));
    keeper.note(RUN, 2, noteOf('paused'));
    keeper.note(RUN, 3, noteOf('undoing'));
    keeper.note(RUN, 4, noteOf('done'));
    const state = () => existsSync(join(directory, `${BASE}.txt`)) && read().progress.state;
    await expect.poll(state, { timeout: 60_000 }).toBe('done');
    await keeper.close();
  });

  it('is written at the end of the worker, as far as it came', async () => {
    const keeper = new RecordKeeper({ directory, everyMs: 3_600_000 });
    keeper.note(RUN, 1, noteOf('running'));
    keeper.note(RUN, 2, noteOf('paused'));
    await keeper.close();
    expect(read()).toMatchObject({ events: 2, progress: { state: 'paused' }, undo: UNDO });
  });
});

describe('a disk that cannot be written', () => {
  it('is told once for its reason, and again when it was well in between', async () => {
    const said: string[] = [];
    const keeper = new RecordKeeper({ directory, everyMs: 1, warn: (_, { reason }) => void said.push(reason) });
    // A file where the directory is to be: it stops root too.
    writeFileSync(directory, '');
    for (const events of [1, 2, 3]) {
      keeper.note(RUN, events, noteOf('running'));
      await keeper.close();
    }
    expect(said).toEqual([expect.stringContaining('EEXIST')]);
    rmSync(directory);
    keeper.note(RUN, 4, noteOf('paused'));
    await keeper.close();
    expect(read().progress.state).toBe('paused');
    rmSync(directory, { recursive: true });
    writeFileSync(directory, '');
    keeper.note(RUN, 5, noteOf('running'));
    await keeper.close();
    expect(said).toHaveLength(2);
  });
});

describe('what is pruned', () => {
  it('is what nobody has written to for so long, and nothing that is no record', async () => {
    await writeRecord(directory, HELD);
    const old = '2026-01-01_000000_prod_add_1aaaaaaa';
    const names = [`${old}.json`, `${old}.txt`, `${old}.json.77.0a1b2c3d.new`, 'notes.txt', 'other.json'];
    const now = Date.now();
    for (const name of names) {
      writeFileSync(join(directory, name), '');
      utimesSync(join(directory, name), now / 1_000, (now - 31 * 86_400_000) / 1_000);
    }
    await pruneRecords(directory, 32, now);
    expect(readdirSync(directory)).toHaveLength(names.length + 2);
    await pruneRecords(directory, 30, now);
    expect(readdirSync(directory).sort()).toEqual([`${BASE}.json`, `${BASE}.txt`, 'notes.txt', 'other.json']);
  });
});
