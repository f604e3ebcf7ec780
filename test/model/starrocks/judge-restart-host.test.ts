import { expect, test } from 'vitest';
import { judgeRestartHost } from '../../../model/starrocks/judge-restart-host.ts';
import { makeNode } from '../../fixtures/scripted-world.ts';

const node = makeNode(2);

test('the right process and a whole meta directory pass', () => {
  const findings = judgeRestartHost(node, { process: 4711, meta: 'whole', listens: true });
  expect(findings.map(({ gate, severity }) => `${gate} ${severity}`)).toEqual(['process ok', 'own-meta ok']);
});

test('one that does not run passes: it is only started', () => {
  const [process] = judgeRestartHost(node, { meta: 'whole', listens: false });
  expect(process).toMatchObject({ severity: 'ok', message: expect.stringContaining('only started') });
});

test('something else on its port is refused', () => {
  const [process] = judgeRestartHost(node, { meta: 'whole', listens: true });
  expect(process).toMatchObject({ gate: 'process', severity: 'refusal', next: ["ss -ltnp 'sport = :9010'"] });
});

test.each([
  ['empty', 'is empty'],
  ['partial', 'is partial'],
  ['elsewhere /data/meta', 'says meta_dir is /data/meta'],
])('a meta directory that is %s is refused', (meta, message) => {
  const [, own] = judgeRestartHost(node, { process: 4711, meta, listens: true });
  expect(own).toMatchObject({ gate: 'own-meta', severity: 'refusal', message: expect.stringContaining(message) });
});
