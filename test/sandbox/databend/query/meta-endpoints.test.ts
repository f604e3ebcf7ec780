import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { MetaEndpoints } from '../../../../sandbox/databend/query/meta-endpoints.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Answers everything with these members, or with nothing at all. */
async function serve(members: () => readonly string[] | undefined): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      const addresses = members();
      if (addresses === undefined) return;
      socket.write(`${JSON.stringify({ kind: 'reply', reply: { kind: 'member-list', addresses } })}\n`);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.7', resolve));
  return `127.0.0.7:${(server.address() as { port: number }).port}`;
}

function endpointsOf(endpoints: readonly string[], autoSync: number, changed = () => {}): MetaEndpoints {
  // Long for whoever answers: the silent one takes all of it.
  const config = { httpHost: '', httpPort: 0, endpoints, autoSync, clientTimeout: 30, users: new Map() };
  return new MetaEndpoints(config, 10, changed);
}

test('the one that answered last is asked first, a silent one is left after the limit', async () => {
  const silent = await serve(() => undefined);
  const alive = await serve(() => ['a']);
  const meta = endpointsOf([silent, '127.0.0.7:1', alive], 0);
  expect(await meta.ask({ kind: 'member-list' })).toMatchObject({ kind: 'member-list' });
  servers[1]?.close();
  servers.splice(1, 1);
  expect(await meta.ask({ kind: 'member-list' })).toMatch(/^cannot connect to 127\.0\.0\.7:1: .*\(os error 111\)$/);
});

test('with auto-sync what a member names is taken, but for a list that is mostly empty; without it the list of the file stays', async () => {
  const named: (readonly string[])[] = [];
  const alive: string = await serve(() => named.shift() ?? [alive, 'b:1', '']);
  named.push(['', '', alive]);
  const still = endpointsOf([alive], 0);
  still.keepInSync();
  const lists: (readonly string[])[] = [];
  await new Promise<void>((resolve) => {
    const synced: MetaEndpoints = endpointsOf([alive], 1, () => {
      lists.push(synced.list());
      resolve();
    });
    synced.keepInSync();
  });
  expect(lists[0]).toEqual([alive, 'b:1', '']);
  expect(still.list()).toEqual([alive]);
});
