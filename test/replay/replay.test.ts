import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { installRuntime } from '../../worker/install-runtime.ts';
import { packageRoot } from '../../worker/package-root.ts';

const directory = fileURLToPath(new URL('histories', import.meta.url));
const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
const workflowBundle = { codePath: join(packageRoot(), 'dist/workflow-bundle.js') };

beforeAll(() => {
  installRuntime({ redact: (text) => text, level: 'silent' });
});

function readHistory(name: string): ReturnType<typeof historyFromJSON> {
  return historyFromJSON(JSON.parse(readFileSync(join(directory, name), 'utf8')));
}

test('there is a history of each way that an operation ends well', () => {
  const kinds = ['add', 'undo', 'plan', 'retry', 'refused', 'add-observer', 'remove', 'remove-leaders', 'remove-lost'];
  for (const kind of [...kinds, 'restart', 'restart-outage', 'deploy', 'abandon'])
    expect(files.some((name) => name.startsWith(`starrocks-fe-${kind}-2`))).toBe(true);
  const drains = ['be-drain', 'be-drain-stall', 'be-drain-undo', 'be-drain-abandon'];
  const backends = [
    'be-backend-add',
    'be-backend-add-drained',
    'be-backend-restart',
    'cn-compute-add',
    'cn-compute-remove',
  ];
  for (const kind of [...drains, ...backends])
    expect(files.some((name) => name.startsWith(`starrocks-${kind}-2`))).toBe(true);
  const windows = ['fe-restart-windows', 'be-backend-restart-windows', 'be-drain-windows'];
  for (const kind of windows)
    expect(
      files.some((name) => name.startsWith(`starrocks-${kind}-2`)),
      kind,
    ).toBe(true);
  const joins = ['meta-add', 'meta-add-several', 'meta-add-undo', 'meta-deploy'];
  const leaves = ['meta-remove', 'meta-remove-leader', 'meta-remove-lost'];
  for (const kind of [
    ...joins,
    ...leaves,
    'meta-replace',
    'meta-restart',
    'meta-restart-windows',
    'meta-transfer',
    'query-restart',
  ])
    expect(files.filter((name) => name.startsWith(`databend-${kind}-2`)).length, kind).toBeGreaterThan(0);
});

test('there is a history of a firing of a schedule', () => {
  expect(files.some((name) => name.startsWith('firing-2'))).toBe(true);
});

const childrenIn = (name: string) =>
  (readHistory(name).events ?? []).flatMap(
    (event) => event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowId?.split('/').at(-1) ?? [],
  );
const activitiesIn = (name: string) =>
  (readHistory(name).events ?? []).flatMap(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
  );
const findFile = (kind: string) => files.find((name) => name.startsWith(`${kind}-2`)) ?? `no ${kind}`;

test.each([
  ['starrocks-fe-notified', ['1-started', '2-needs-attention', '3-done']],
  ['starrocks-fe-notified-refused', ['1-started', '2-refused']],
  ['starrocks-be-drain-notified', ['1-started', '2-stalled', '3-undone']],
])('there is a history of an operation of which hooks are told: %s', (kind, told) => {
  expect(childrenIn(findFile(kind))).toEqual(told);
});

test.each([
  'starrocks-fe-leased',
  'starrocks-fe-leased-abandon',
  'starrocks-be-drain-notified',
  'databend-meta-leased',
])(
  'there is a history of an operation that takes the lease before its first change and releases it last: %s',
  (kind) => {
    const acts = activitiesIn(findFile(kind));
    const performed = acts.filter((name) => name.endsWith('.perform') || name === 'muster.lease.release');
    expect([performed[0], performed.at(-1)]).toEqual(['muster.lease.take.perform', 'muster.lease.release']);
  },
);

test('there is a history of a notice', () => {
  expect(activitiesIn(findFile('notice'))).toEqual(['muster.notices.send']);
});

test('there is a history of each way that a foreman goes', () => {
  for (const kind of ['queue', 'suspended', 'turned', 'turned-on', 'terminated', 'recovered'])
    expect(files.filter((name) => name.startsWith(`foreman-${kind}-2`)).length, kind).toBeGreaterThan(0);
});

test.each(files)('%s still replays: an operation like it could go on with this code', async (name) => {
  await Worker.runReplayHistory({ workflowBundle }, readHistory(name), name);
});

test.each(['starrocks-fe-add-2', 'databend-meta-add-2'])(
  'a %s… whose steps come in another order is refused',
  async (kind) => {
    const name = files.find((file) => file.startsWith(kind)) ?? '';
    const history = readHistory(name);
    const scheduled = (history.events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
    const types = scheduled.map((event) => event.activityTaskScheduledEventAttributes?.activityType);
    scheduled.forEach((event, index) => {
      const attributes = event.activityTaskScheduledEventAttributes;
      const other = types[types.length - 1 - index];
      if (attributes && other) attributes.activityType = other;
    });
    await expect(Worker.runReplayHistory({ workflowBundle }, history, name)).rejects.toThrow(/determinism/i);
  },
);
