import { expect, test } from 'vitest';
import { judgeHttpPort } from '../../../model/starrocks/judge-http-port.ts';
import { judgePackage } from '../../../model/starrocks/judge-package.ts';
import { judgeSpace, META_SPACE_KIB } from '../../../model/starrocks/judge-space.ts';
import { makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';
import { makeNode } from '../../fixtures/scripted-world.ts';

const node = makeNode(2);

test('5 GB of space, to the byte', () => {
  expect(judgeSpace(node, META_SPACE_KIB)).toMatchObject({
    severity: 'ok',
    message: expect.stringContaining('5.0 GB'),
  });
  expect(judgeSpace(node, META_SPACE_KIB - 1)).toMatchObject({
    severity: 'refusal',
    message: '4.9 GB are free for /opt/starrocks/fe/meta on fe-2: with less than 5 GB the frontend exits',
    next: ['df -h /opt/starrocks/fe/meta'],
  });
  expect(judgeSpace(node, undefined)).toMatchObject({ severity: 'warning' });
});

test('a product on the host, or an archive at the worker', () => {
  const withArchive = { ...node, package: '/srv/sr.tar.gz' };
  expect(judgePackage(node, true, false)).toMatchObject({ severity: 'ok' });
  expect(judgePackage(withArchive, false, true)).toMatchObject({ severity: 'ok' });
  expect(judgePackage(node, false, false)).toMatchObject({
    severity: 'refusal',
    message: expect.stringContaining('names no package'),
  });
  expect(judgePackage(withArchive, false, false)).toMatchObject({
    severity: 'refusal',
    next: ['ls -l /srv/sr.tar.gz'],
  });
});

test('http_port as the leader has it', () => {
  // As recorded: every row has the port of the one that answered.
  const rows = [8031, 8031].map((httpPort, index) =>
    index === 0 ? makeLeaderRow(1, { httpPort }) : makeRow(3, { httpPort }),
  );
  expect(judgeHttpPort(rows, node)).toEqual({
    gate: 'http-port',
    severity: 'refusal',
    subject: 'fe-2',
    message: 'http_port of fe-2 is 8030, that of the leader 8031: it would never join',
    next: ['ports: { http: 8031 }   # in the cluster file, for fe-2 or roles.fe'],
  });
  expect(judgeHttpPort([makeLeaderRow(1)], node)).toMatchObject({ severity: 'ok' });
  expect(judgeHttpPort([makeRow(1)], node)).toMatchObject({ severity: 'warning' });
});
