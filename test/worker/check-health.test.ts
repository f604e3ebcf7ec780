import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkHealth } from '../../worker/check-health.ts';
import { HealthFile } from '../../worker/health-file.ts';

let directory: string;
let file: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-health-'));
  file = join(directory, 'worker.json');
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

test('a worker is healthy from its first poll until it ends, and while it is heard', () => {
  expect(checkHealth(file, Date.now())).toMatchObject({
    healthy: false,
    said: expect.stringContaining('no worker runs'),
  });
  const health = new HealthFile(file, 'build');
  try {
    expect(checkHealth(file, Date.now())).toMatchObject({
      healthy: false,
      said: expect.stringContaining('not poll yet'),
    });
    health.enter('polling');
    expect(checkHealth(file, Date.now())).toMatchObject({ healthy: true, said: expect.stringContaining('polling') });
    health.enter('draining');
    expect(checkHealth(file, Date.now()).healthy).toBe(true);
    expect(checkHealth(file, Date.now() + 31_000)).toMatchObject({
      healthy: false,
      said: expect.stringContaining('silent'),
    });
  } finally {
    health.close();
  }
  expect(checkHealth(file, Date.now()).healthy).toBe(false);
});

test.each(['', 'not json', '{}', '{"seenAt":"never","pid":1,"phase":"polling"}'])(
  'a file with %j is not a healthy worker',
  (text) => {
    writeFileSync(file, text);
    expect(checkHealth(file, Date.now()).healthy).toBe(false);
  },
);
