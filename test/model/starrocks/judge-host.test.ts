import { expect, test } from 'vitest';
import type { HostSurvey } from '../../../model/starrocks/host-survey.ts';
import { judgeHost } from '../../../model/starrocks/judge-host.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';
import { makeNode } from '../../fixtures/scripted-world.ts';

const EMPTY: HostSurvey = {
  addresses: ['127.0.0.1', '10.0.0.2'],
  installed: true,
  java: {},
  listening: [22],
  meta: [],
  registered: [makeLeaderRow(1)],
  clusterId: '1860605017',
  fromOutside: { http: 'refused', editLog: 'refused' },
};
const refusals = (change: Partial<HostSurvey>) =>
  judgeHost(makeNode(2), { ...EMPTY, ...change }).filter(({ severity }) => severity === 'refusal');

test('an empty host passes', () => {
  expect(refusals({})).toEqual([]);
});

test('a second address of a frontend refuses, though the new address is unused', () => {
  expect(refusals({ addresses: ['10.0.0.2', '10.0.0.1'] })).toMatchObject([
    { gate: 'ports', message: '10.0.0.2 and 10.0.0.1 are the same host, and 10.0.0.1:9010 is a frontend already' },
  ]);
});

test('a frontend that is registered with the loopback address is not on every host', () => {
  expect(refusals({ registered: [makeLeaderRow(1, { host: '127.0.0.1' })] })).toEqual([]);
});

test('an address that answers from outside refuses, though the host says nothing listens', () => {
  expect(refusals({ fromOutside: { http: 'open', editLog: 'refused' } })).toMatchObject([
    { gate: 'ports', message: expect.stringContaining('answers on port 8030') },
  ]);
  expect(refusals({ fromOutside: { http: 'refused', editLog: 'open' } })).toMatchObject([
    { message: expect.stringContaining('answers on port 9010') },
  ]);
});

test('an address that neither answers nor refuses is not free', () => {
  expect(refusals({ fromOutside: { http: 'refused', editLog: 'silent' } })).toMatchObject([
    { message: expect.stringContaining('neither answers nor refuses') },
  ]);
});

test('each of the four ports is looked at on the host', () => {
  for (const port of [8030, 9020, 9030, 9010]) {
    expect(refusals({ listening: [22, port] })).toMatchObject([
      { gate: 'ports', message: expect.stringContaining(String(port)) },
    ]);
  }
});

test('a frontend that runs in the home refuses', () => {
  expect(refusals({ process: 4711 })).toMatchObject([{ gate: 'ports', message: expect.stringContaining('pid 4711') }]);
});

test('what lies in meta refuses, with the command that moves it', () => {
  expect(refusals({ meta: ['image', 'bdb'] })).toMatchObject([
    {
      gate: 'meta',
      message: expect.stringContaining('/opt/starrocks/fe/meta on fe-2 is not empty (image, bdb)'),
      next: [
        'ssh -i /keys/id -o IdentitiesOnly=yes -o UserKnownHostsFile=/keys/known_hosts -p 22 starrocks@10.0.0.2 mv -T /opt/starrocks/fe/meta /opt/starrocks/fe/meta.old',
      ],
    },
  ]);
});

test('where a new cluster is asked for and one is there, nothing is offered that would harm it', () => {
  const found = { registered: [], clusterId: '', meta: ['image', 'bdb'], metaClusterId: '77' };
  const running = refusals({ ...found, process: 4711 });
  expect(running).toMatchObject([
    { gate: 'ports', next: ['muster status'] },
    { gate: 'meta', message: expect.stringContaining('holds the metadata of cluster 77') },
  ]);
  const stopped = refusals(found);
  expect(stopped).toMatchObject([{ gate: 'meta', next: [expect.stringContaining('start_fe.sh --daemon')] }]);
  expect(JSON.stringify([running, stopped])).not.toMatch(/mv |stop_fe/);
});

test('the meta of a frontend that runs is not offered to be moved', () => {
  expect(JSON.stringify(refusals({ process: 4711, meta: ['image'] }))).not.toContain('mv ');
});

test('the command that moves meta is of the user that the files belong to', () => {
  const node = makeNode(2);
  const findings = judgeHost({ ...node, ssh: { ...node.ssh, become: 'app' } }, { ...EMPTY, meta: ['image'] });
  expect(findings).toContainEqual(
    expect.objectContaining({
      gate: 'meta',
      next: [expect.stringMatching(/starrocks@10\.0\.0\.2 sudo -u app mv -T \/opt\/starrocks\/fe\/meta \S+\.old$/)],
    }),
  );
});

test('a half-joined node is adopted with a process and meta of this cluster', () => {
  const registered = [makeLeaderRow(1), makeHalfJoinedRow(2)];
  const ours = {
    registered,
    process: 4711,
    meta: ['image'],
    metaClusterId: '1860605017',
    listening: [9010],
    fromOutside: { http: 'refused', editLog: 'open' },
  } as const;
  expect(refusals(ours)).toEqual([]);
  expect(refusals({ registered })).toEqual([]);
});

test('a half-joined node is not adopted with only one of both or with meta of another cluster', () => {
  const registered = [makeLeaderRow(1), makeHalfJoinedRow(2)];
  expect(refusals({ registered, process: 4711 })).toMatchObject([{ gate: 'ports' }]);
  const stopped = refusals({ registered, meta: ['image'], metaClusterId: '1860605017' });
  expect(stopped).toMatchObject([{ gate: 'meta', next: [expect.stringContaining('start_fe.sh --daemon')] }]);
  // It may be a member that stopped: to move its journal away is no advice.
  expect(JSON.stringify(stopped)).not.toContain('mv ');
  expect(refusals({ registered, process: 4711, meta: ['image'], metaClusterId: '7' })).toHaveLength(2);
});

test('of a node that is a member nothing is offered that would take it out of service', () => {
  const member = {
    registered: [makeLeaderRow(1), makeRow(2)],
    process: 4711,
    meta: ['image'],
    metaClusterId: '1860605017',
  };
  expect(refusals(member)).toMatchObject([{ gate: 'member', next: ['muster status'] }]);
  expect(JSON.stringify(refusals(member))).not.toMatch(/stop_fe|mv /);
});
