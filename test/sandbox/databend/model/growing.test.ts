import { expect, it } from 'vitest';
import { cutOut, outputOf, readLooks, readTranscript } from '../read-transcript.ts';
import { expectLooks, expectRecorded, maskJson, maskStatus, statusOf } from './expect-recorded.ts';
import { raftAddressOf, SimulatedCluster } from './simulated-cluster.ts';

function linesOf(text: string): string[] {
  return text.replace(/^\n/, '').replace(/\n$/, '').split('\n');
}

it('grows from one node to five as recorded, line by line and index by index', () => {
  const cluster = new SimulatedCluster();
  const first = cluster.startUp(1, { single: true });
  const single = readTranscript('01-single');
  expect(first.stdout).toEqual(linesOf(cutOut(single, '--- stdout of node 1\n', '--- stderr')));
  expect(first.stderr).toEqual(linesOf(cutOut(single, '--- stderr\n', '/var/lib/databend/n1:')));
  expect(cluster.world.now).toBeGreaterThan(900);
  expect(cluster.world.now).toBeLessThan(1_800);

  const http = (path: string): string[] => outputOf(single, `curl -sS -i http://127.0.0.2:28002${path}`);
  for (const path of [
    '/v1/health',
    '/v1/cluster/nodes',
    '/v1/cluster/status',
    '/v1/features/list',
    '/v1/nosuch',
    '/v1/config',
  ]) {
    const recorded = http(path);
    const reply = cluster.http(1, path);
    expect(`HTTP/1.1 ${reply?.status}`).toBe(recorded[0]?.replace(/ (OK|Not Found)$/, ''));
    expect(`content-type: ${reply?.type}`).toBe(recorded[1]);
    expect(maskJson(reply?.body ?? '')).toBe(maskJson(recorded.at(-1) ?? ''));
  }
  expect(maskStatus(statusOf(cluster, 1))).toEqual(
    maskStatus(outputOf(single, 'databend-metactl status --grpc-api-address 127.0.0.2:9191')),
  );
  const metrics = outputOf(single, 'sh -c curl -sS -i http://127.0.0.2:28002/v1/metrics | head -40');
  const head = metrics.slice(metrics.indexOf('') + 1).filter((line) => line !== '');
  expect(cluster.http(1, '/v1/metrics')?.body.split('\n').slice(0, head.length)).toEqual(head);
  expect(cluster.http(1, '/v1/ctrl/trigger_snapshot')?.body).toBe(http('/v1/ctrl/trigger_snapshot').at(-1));
  expect(cluster.upsert(1, 'k1', 'v1')).toBe('upsert');

  const joined = readTranscript('02-join', 'join node 2');
  const second = cluster.startUp(2);
  expect(second.stdout.slice(second.stdout.indexOf('Wait for 180s for active leader...'))).toEqual(
    linesOf(cutOut(joined, 's\n', 'n1:')),
  );
  cluster.run(50);
  expectRecorded(cluster, joined);

  const late = readTranscript('02-join', 'join node 3');
  const begun = cluster.world.now;
  const third = cluster.startUp(3, { join: ['127.0.0.99:28004', raftAddressOf(1)] });
  // Three tries at the dead address, a second apart: it began to listen after one second and took three more.
  expect(cluster.world.now - begun).toBeGreaterThan(4_000);
  expect(cluster.world.now - begun).toBeLessThan(4_300);
  expect(third.stdout.slice(third.stdout.indexOf('Wait for 180s for active leader...'))).toEqual(
    linesOf(cutOut(late, 'secs: 4.215652793\n', 'n1:')),
  );
  expect(third.log.filter((line) => line.includes('try to join cluster via 127.0.0.99:28004')).length).toBe(3);
  expect(third.log.at(-1)).toContain('Register-node Ok');
  cluster.run(50);
  expectRecorded(cluster, late);

  for (let key = 0; key < 300; key += 1) cluster.upsert(1, `key-${key}`, 'x'.repeat(100));
  cluster.run(50);
  const three = readTranscript('03-status3');
  for (const id of [1, 2]) {
    const address = `127.0.0.${id + 1}`;
    expect(maskStatus(statusOf(cluster, id))).toEqual(
      maskStatus(outputOf(three, `databend-metactl status --grpc-api-address ${address}:9191`)),
    );
    expect(maskJson(cluster.http(id, '/v1/cluster/status')?.body ?? '')).toBe(
      maskJson(outputOf(three, `curl -sS -i http://${address}:28002/v1/cluster/status`).at(-1) ?? ''),
    );
  }
  const members = cluster.ask(3, { kind: 'member-list' });
  expect(members?.kind === 'member-list' && members.addresses).toEqual(
    outputOf(three, 'databend-metactl member-list --grpc-api-address 127.0.0.4:9191'),
  );

  const five = readTranscript('04-five');
  cluster.startUp(4, { join: [raftAddressOf(2)] });
  const all = [1, 2, 3, 4].map(raftAddressOf);
  cluster.startUp(5, { join: all });
  cluster.run(50);
  expectLooks(cluster, readLooks(cutOut(five, '### 3->5', '### e.')));

  const again = readTranscript('04-five', 'e. restart member 4');
  cluster.kill(4);
  const restarted = cluster.startUp(4, { join: [raftAddressOf(2)] });
  expect(restarted.stdout.slice(restarted.stdout.indexOf('Wait for 180s for active leader...'))).toEqual(
    linesOf(cutOut(again, 'node 4 started after ~.6s\n', 'Upgrade ondisk')),
  );
  expect(restarted.stderr).toEqual(
    linesOf(cutOut(again, 'Databend Metasrv started\nUpgrade', 'n1:')).map((line, index) =>
      index === 0 ? `Upgrade${line}` : line,
    ),
  );
  expect(
    restarted.log.some((line) => line.includes('Join result: Err("Did not join: node 4 already in cluster")')),
  ).toBe(true);
  cluster.run(50);
  expectRecorded(cluster, again);

  const alone = readTranscript('04-five', 'f. restart member 5 with single=true');
  cluster.kill(5);
  const fifth = cluster.startUp(5, { single: true });
  expect(fifth.stdout.slice(fifth.stdout.indexOf('Wait for 180s for active leader...'))).toEqual(
    linesOf(cutOut(alone, 'node 5 started after ~.3s\n', 'n1:')),
  );
  cluster.run(50);
  expectRecorded(cluster, alone);
}, 60_000);

it('refuses to start with both or neither of single and join, and with itself in the list', () => {
  const recorded = readTranscript('04-five', 'f2. restart');
  const self = readTranscript('04-five', 'f3 join');
  const cases = [
    [{ single: false, join: [] }, outputOf(recorded, 'databend-meta -c n5/meta.toml', 'stderr')],
    [{ single: true, join: [raftAddressOf(1)] }, outputOf(recorded, 'databend-meta -c n5/both.toml', 'stderr')],
    [{ join: [raftAddressOf(1), raftAddressOf(5)] }, outputOf(self, 'databend-meta -c n5/self.toml', 'stderr')],
  ] as const;
  for (const [config, stderr] of cases) {
    const cluster = new SimulatedCluster();
    const output = cluster.start(5, config);
    cluster.run(100);
    expect(output).toMatchObject({ exit: 1, stdout: [], stderr });
  }
});
