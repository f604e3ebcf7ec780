import { describe, expect, it } from 'vitest';
import type { StatusReading } from '../../client/screens/status-changes.ts';
import type { Terminal } from '../../client/terminal.ts';
import { watchStatus } from '../../client/watch-status.ts';
import { MusterError } from '../../model/error.ts';
import type { StarRocksStatus, NodeStatus } from '../../model/status.ts';
import { at, VIEW } from './screens/examples.ts';

const LEADER: NodeStatus = {
  alias: 'fe-1',
  handle: '10.0.0.1:9010',
  role: 'FOLLOWER',
  leader: true,
  inFile: true,
  inCluster: true,
  alive: true,
  serving: 'yes',
  since: at('01:00:00'),
};
const FOLLOWER: NodeStatus = { ...LEADER, alias: 'fe-2', handle: '10.0.0.2:9010', leader: false };
const QUIET: StarRocksStatus = {
  cluster: 'prod',
  engine: 'starrocks',
  version: '3.5.7',
  readAt: at('02:04:20'),
  leader: '10.0.0.1:9010',
  voters: { alive: 2, total: 2 },
  nodes: [LEADER, FOLLOWER],
  findings: [],
  next: [],
};
const reading = (change: Partial<StarRocksStatus> = {}): StatusReading => ({
  status: { ...QUIET, ...change },
  operation: 'none',
});
const down = () => {
  throw new MusterError('SQL_UNREACHABLE', 'No frontend of prod answers', { kind: 'transient' });
};

/** Gives one reading after the other, and then the Ctrl-C. */
async function watch(readings: readonly (() => StatusReading)[], { interactive = false, json = false } = {}) {
  const printed: string[] = [];
  const drawn: string[] = [];
  const terminal: Terminal = {
    interactive,
    view: () => VIEW,
    print: (lines) => void printed.push(...(typeof lines === 'string' ? [lines] : lines)),
    warn: () => {},
    json: () => {},
    draw: (text) => void drawn.push(text),
    height: () => 50,
    columns: () => 120,
  };
  const interrupt = new AbortController();
  const left = [...readings];
  const read = async () => {
    const next = left.shift();
    if (left.length === 0) queueMicrotask(() => queueMicrotask(() => interrupt.abort()));
    return (next ?? down)();
  };
  await watchStatus(read, terminal, { intervalMs: 1, json, signal: interrupt.signal });
  return { printed, drawn };
}

const END = () => reading();

describe('a watch of the status in a log', () => {
  it('prints the screen once, then one line with its time for each change', async () => {
    const dead: NodeStatus = { ...FOLLOWER, alive: false, serving: 'silent' };
    const finding = { gate: 'dead', severity: 'refusal', subject: 'fe-2', message: 'fe-2 is dead' } as const;
    const { printed } = await watch([
      () => reading(),
      () => reading({ readAt: at('02:04:25') }),
      () => reading({ nodes: [LEADER, dead], voters: { alive: 1, total: 2 }, findings: [finding] }),
      () => reading({ nodes: [LEADER, { ...FOLLOWER, since: at('02:04:00') }] }),
      END,
      END,
    ]);
    const lines = printed.slice(printed.findIndex((line) => line.includes('voters: 2')));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('screens/golden/status-watch.txt');
    expect(printed.filter((line) => line.startsWith('Cluster'))).toHaveLength(1);
  });

  it('says once that nobody answers, and that it does again', async () => {
    const { printed } = await watch([() => reading(), down, down, () => reading(), END, END]);
    expect(printed.filter((line) => line.includes('No frontend of prod answers'))).toHaveLength(1);
    expect(printed.at(-1)).toContain('it answers again');
  });

  it('is one line of JSON for each change', async () => {
    const { drawn } = await watch([() => reading(), () => reading(), () => reading({ leader: 'x' }), END, END], {
      json: true,
    });
    const documents = drawn.map((line) => JSON.parse(line) as StarRocksStatus);
    expect(documents.map(({ leader }) => leader)).toEqual(['10.0.0.1:9010', 'x', '10.0.0.1:9010']);
    for (const line of drawn) expect(line.trimEnd()).not.toContain('\n');
  });
});

it('a watch on a terminal draws over what it drew, trouble included', async () => {
  const { drawn, printed } = await watch([() => reading(), down, () => reading(), END], { interactive: true });
  expect(printed).toEqual([]);
  const height = (drawn[0] ?? '').split('\n').length - 1;
  expect(drawn[1]?.startsWith(`\r\u001b[${height}A\u001b[0J`)).toBe(true);
  expect(drawn[1]).toContain('No frontend of prod answers');
});

it('what stays so ends the watch: a wrong password is not asked again', async () => {
  const refused = () => {
    throw new MusterError('SQL_AUTH', 'no');
  };
  await expect(watch([() => reading(), refused, END, END])).rejects.toMatchObject({ code: 'SQL_AUTH' });
});
