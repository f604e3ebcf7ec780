import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../fixtures/until.ts';
import { HostShell } from './host-shell.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';

const shells: HostShell[] = [];

const sandbox = useSandbox({ engine: 'databend', meta: 3, queries: 1, speed: 20, autoSync: 60 });

beforeAll(async () => {
  for (const name of ['meta-1', 'meta-2', 'meta-3']) shells.push(await HostShell.open(sandbox, name));
});
afterAll(async () => {
  for (const shell of shells) shell.close();
});

interface Page {
  readonly state: string;
  readonly current_term: number;
  readonly leader: { readonly name: string } | null;
}

function on(id: number): HostShell {
  const shell = shells[id - 1];
  if (shell === undefined) throw new Error(`no shell on meta-${id}`);
  return shell;
}

/** Undefined: no answer within the limit, which is long for a node that answers at all. */
async function page(id: number, path = '/v1/cluster/status', limit = 60_000): Promise<Page | undefined> {
  try {
    const response = await fetch(`http://${on(id).address}:28002${path}`, { signal: AbortSignal.timeout(limit) });
    return (await response.json()) as Page;
  } catch {
    return undefined;
  }
}

async function findLeader(among = [1, 2, 3]): Promise<number | undefined> {
  for (const id of among) if ((await page(id))?.state === 'Leader') return id;
  return undefined;
}

async function untilLed(): Promise<number> {
  let leader: number | undefined;
  await until(
    'all follow one',
    async () => {
      leader = await findLeader();
      const pages = await Promise.all([1, 2, 3].map((id) => page(id)));
      return leader !== undefined && pages.every((one) => one?.leader?.name === String(leader));
    },
    60_000,
  );
  return leader ?? 0;
}

const fault = (name: string, args: Record<string, string | number> = {}) => sandbox.control('fault', { name, ...args });
const cure = (name: string) => sandbox.control('cure', { name });

test('a leader that stands still is replaced, and follows in the higher term when it goes on', async () => {
  const old = await untilLed();
  const term = (await page(old))?.current_term ?? 0;
  await fault('freeze', { node: `meta-${old}` });
  const others = [1, 2, 3].filter((id) => id !== old);
  await until('another leads', async () => (await findLeader(others)) !== undefined, 60_000);
  expect(await page(old, '/v1/health', 300)).toBeUndefined();
  expect(await sandbox.control('faults')).toEqual([{ name: 'freeze', node: `meta-${old}` }]);
  await cure('freeze');
  await until('the old one follows', async () => (await page(old))?.state === 'Follower', 60_000);
  expect((await page(old))?.current_term).toBeGreaterThan(term);
});

test('a muted node keeps its clients waiting and votes on', async () => {
  await untilLed();
  await fault('mute', { node: 'meta-1' });
  expect(await page(1, '/v1/health', 300)).toBeUndefined();
  const snapshot = await sandbox.control<{ members: Record<string, object> }>('snapshot');
  expect(Object.keys(snapshot.members)).toEqual(['meta-1', 'meta-2', 'meta-3']);
  await cure('mute');
  expect(await page(1, '/v1/health')).toEqual({ status: 'pass' });
});

test('a host that is cut off hears no other host, and its own tools still do', async () => {
  const leader = await untilLed();
  const away = leader === 3 ? 2 : 3;
  await fault('silent', { node: `meta-${away}` });
  const status = `timeout 6 databend-metactl status --grpc-api-address ${on(away).address}:9191`;
  expect(await on(leader).run(status)).toMatchObject({ code: 124, stdout: '' });
  expect((await on(away).run(status)).code).toBe(0);
  await until('it looks for a leader', async () => (await page(away))?.state === 'Candidate', 60_000);
  await cure('silent');
  await untilLed();
});

test('requests are lost, or late, by their words', async () => {
  await untilLed();
  await fault('lose-reply', { pattern: '^GET /v1/health', node: 'meta-1' });
  expect(await page(1, '/v1/health')).toBeUndefined();
  expect(await page(1, '/v1/health')).toEqual({ status: 'pass' });
  await fault('delay', { pattern: 'upsert muster/proof', seconds: 20 });
  const begun = performance.now();
  await on(1).say(`databend-metactl upsert --grpc-api-address ${on(1).address}:9191 --key muster/proof --value 1`);
  expect(performance.now() - begun).toBeGreaterThan(1000);
});

test('a start that crashes leaves a failed unit, and the next one works', async () => {
  const leader = await untilLed();
  const id = leader === 1 ? 2 : 1;
  await on(id).say('systemctl stop databend-meta');
  await fault('crash-on-start', { node: `meta-${id}` });
  await on(id).say('systemctl start databend-meta');
  await until('it has failed', async () => (await on(id).run('systemctl is-failed databend-meta')).code === 0, 60_000);
  expect(await on(id).say('systemctl show databend-meta -p Result,ExecMainStatus')).toBe(
    'Result=exit-code\nExecMainStatus=101',
  );
  await on(id).say('systemctl reset-failed databend-meta; systemctl start databend-meta');
  await untilLed();
});

test('a Query node with auto-sync follows the members', async () => {
  const leader = await untilLed();
  const id = leader === 1 ? 2 : 1;
  const left = `${on(id).address}:9191`;
  const known = async () =>
    (await sandbox.control<{ endpoints: Record<string, string[]> }>('snapshot')).endpoints['query-1'] ?? [];
  expect(await known()).toHaveLength(3);
  await on(leader).say(`databend-meta --leave-id ${id} --leave-via ${on(leader).address}:28004`);
  await on(id).say('systemctl disable --now databend-meta');
  await until('it has asked', async () => (await known()).length === 2, 60_000);
  expect((await known()).map((one) => one.replace('<net>', sandbox.info.network))).not.toContain(left);
});

test('two snapshots of one state are the same', async () => {
  // That a node has left is not known to every member at once.
  await until('nothing goes on', async () => {
    const { members } = await sandbox.control<{ members: Record<string, { voters: number[][] }> }>('snapshot');
    const known = Object.values(members).map(({ voters }) => voters);
    return known.length === 2 && known.every(([ids, ...more]) => ids?.length === 2 && more.length === 0);
  });
  const first = await sandbox.control('snapshot');
  expect(await sandbox.control('snapshot')).toEqual(first);
  expect(JSON.stringify(first)).not.toContain(sandbox.info.dir);
});

test('what is no fault of Databend, or of a Query node, is refused', async () => {
  await expect(fault('few-hosts')).rejects.toThrow('unknown fault "few-hosts", there are silent, mute');
  await expect(fault('busy-raft-port', { node: 'query-1' })).rejects.toThrow('a fault of Meta nodes, query-1 is none');
  await expect(fault('freeze', { node: 'meta-9' })).rejects.toThrow('no node "meta-9"');
  await expect(sandbox.control('backends', { count: 1 })).rejects.toThrow("or none of Databend's");
});
