import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type DatabendCluster, type MetaSpec, metasOf } from '../../model/databend/cluster-spec.ts';
import type { Finding } from '../../model/step.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

const sandbox = useSandbox<DatabendCluster>({ engine: 'databend', meta: 1, metaHosts: 2, speed: 20 });
const runner = useRunner();

const joiner = (): MetaSpec =>
  metasOf(sandbox.cluster).find(({ alias }) => alias === 'meta-2') ?? expect.fail('no meta-2');

/** What is found about the host; nothing was begun where it refuses. */
async function findings(): Promise<readonly Finding[]> {
  const { members } = await sandbox.control<Snapshot>('snapshot');
  const progress = await runner.run(sandbox.cluster, { verb: 'add', role: 'meta', nodes: ['meta-2'], mode: 'plan' });
  expect((await sandbox.control<Snapshot>('snapshot')).members).toEqual(members);
  return progress.steps.find(({ id }) => id === 'meta-2/host')?.findings ?? [];
}

const of = (found: readonly Finding[], gate: string) => found.find((finding) => finding.gate === gate);

test('a host that is ready passes all of them', async () => {
  expect((await findings()).filter(({ severity }) => severity === 'refusal')).toEqual([]);
});

test('a disk with no room for the raft directory', async () => {
  await sandbox.control('fault', { name: 'disk-full', node: 'meta-2' });
  expect(of(await findings(), 'raft-space')).toMatchObject({ severity: 'refusal', subject: 'meta-2' });
  await sandbox.control('cure', { name: 'disk-full', node: 'meta-2' });
  expect(of(await findings(), 'raft-space')).toMatchObject({ severity: 'ok' });
});

test('a file that is of another node, whose data are there', async () => {
  const { file, raftDir } = joiner();
  const other = join(dirname(raftDir), 'raft-of-another');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `[raft_config]\nid = 77\nraft_dir = "${other}"\n`);
  // Of a node that never had data it is nobody's.
  expect(of(await findings(), 'foreign-file')).toBeUndefined();
  mkdirSync(other, { recursive: true });
  writeFileSync(join(other, 'VERSION'), 'V004\n');
  const found = of(await findings(), 'foreign-file');
  expect(found).toMatchObject({ severity: 'refusal', subject: 'meta-2' });
  expect(found?.message).toContain(other);
  const progress = await runner.run(sandbox.cluster, { verb: 'add', role: 'meta', nodes: ['meta-2'] });
  expect(progress).toMatchObject({ state: 'refused' });
});

test('exports that could not be written once it leads are a warning', async () => {
  const { exports } = joiner();
  mkdirSync(exports, { recursive: true, mode: 0o555 });
  chmodSync(exports, 0o555);
  expect(of(await findings(), 'exports')).toMatchObject({ severity: 'warning', subject: 'meta-2' });
  chmodSync(exports, 0o755);
  expect(of(await findings(), 'exports')).toMatchObject({ severity: 'ok' });
});

test('a raft port that the host of the leader does not reach', async () => {
  // As bash says it where a firewall is between them; the sandbox's hosts are one machine.
  const shim = join(sandbox.info.dir, 'shims/timeout');
  writeFileSync(
    shim,
    [
      '#!/usr/bin/env bash',
      'if [[ $SANDBOX_HOST == meta-1 && "$1 $2" == "4 bash" && "$*" == *"/dev/tcp/"* ]]; then',
      '  echo "bash: connect: Connection refused" >&2; exit 1',
      'fi',
      'exec "$(command -pv timeout)" "$@"',
    ].join('\n'),
    { mode: 0o755 },
  );
  const found = of(await findings(), 'reach');
  expect(found).toMatchObject({
    severity: 'refusal',
    subject: 'meta-2',
    message: expect.stringMatching(/:28004 is not reached from meta-1 \(refused\)/),
  });
});
