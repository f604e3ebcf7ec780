import { beforeAll, describe, expect, it } from 'vitest';
import { parseClientLog, type Recorded, readTranscript } from '../parse-transcript.ts';
import { messageOf, type Node, rowsByHost, SimulatedCluster } from './simulated-cluster.ts';

let cluster: SimulatedCluster;
let first: Node;
beforeAll(() => {
  cluster = new SimulatedCluster();
  cluster.addresses.set('127.0.0.9', ['127.0.0.9']);
  first = cluster.form(1)[0]!;
  // What was registered before the first statement of the recording, in its order.
  for (const last of [92, 91, 94]) cluster.sql(first, `ALTER SYSTEM ADD BACKEND '10.77.0.${last}:9050'`);
  cluster.pass(25);
});

function expectRecorded({ sql, answer }: Recorded): void {
  const got = cluster.sql(first, sql);
  if (answer.kind !== 'rows') {
    expect(got, sql).toEqual(answer);
    return;
  }
  if (got.kind !== 'rows') throw new Error(`${sql}: ${messageOf(got)}`);
  expect(
    got.columns.map(({ name, type }) => `${name}:${type}`),
    sql,
  ).toEqual(answer.columns);
  // Ids are other ones; that they are in the order of the statements has a test of its own.
  const withoutId = (rows: readonly (readonly (string | null)[])[]) => rows.map((row) => row.slice(1));
  expect(withoutId(got.rows), sql).toEqual(withoutId(answer.rows));
}

describe('statements about backends and compute nodes, as recorded', () => {
  const added = parseClientLog(readTranscript('s4a'));
  const dropped = parseClientLog(readTranscript('s4b'));
  const shown = added.flatMap(({ sql }, index) => (sql === 'SHOW BACKENDS' ? [index] : []));

  it.each(added.map((recorded, index) => [index, recorded.sql, recorded] as const))(
    '%d %s',
    (index, _sql, recorded) => {
      // Only before the third list did the recording wait.
      if (index === shown[2]) cluster.pass(25);
      expectRecorded(recorded);
    },
  );

  // From the first table on there were other backends, with processes.
  const untilTables = dropped.findIndex(({ sql }) => sql.startsWith('CREATE DATABASE'));
  const modified = dropped.filter(({ sql }) => /MODIFY|DECOMMISSION COMPUTE/.test(sql));
  it.each([...dropped.slice(0, untilTables), ...modified].map((recorded) => [recorded.sql, recorded] as const))(
    '%s',
    (_sql, recorded) => expectRecorded(recorded),
  );

  it('a list is dropped up to its first bad entry', () => {
    const hosts = [...rowsByHost(cluster.sql(first, 'SHOW BACKENDS')).keys()];
    expect(hosts).not.toContain('10.77.0.91');
    expect(hosts).toContain('10.77.0.92');
  });
});

describe('ids', () => {
  it('are of one counter and never given twice', () => {
    const idOf = (what: string, host: string) => {
      const [id] = Object.values(rowsByHost(cluster.sql(first, `SHOW ${what}`)).get(host) ?? {});
      return Number(id);
    };
    cluster.sql(first, "ALTER SYSTEM ADD BACKEND '10.77.1.1:9050', '10.77.1.2:9050'");
    cluster.sql(first, "ALTER SYSTEM ADD COMPUTE NODE '10.77.1.3:9050'");
    const before = [idOf('BACKENDS', '10.77.1.1'), idOf('BACKENDS', '10.77.1.2'), idOf('COMPUTE NODES', '10.77.1.3')];
    expect(before).toEqual([before[0], before[0]! + 1, before[0]! + 2]);
    cluster.sql(first, "ALTER SYSTEM DROP BACKEND '10.77.1.1:9050', '10.77.1.2:9050' FORCE");
    expect(cluster.sql(first, "ALTER SYSTEM ADD BACKEND '10.77.1.1:9050'")).toEqual({ kind: 'ok' });
    expect(idOf('BACKENDS', '10.77.1.1')).toBeGreaterThan(Math.max(...before));
  });
});
