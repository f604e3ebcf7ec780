import { describe, expect, it } from 'vitest';
import { parseClusterFile } from '../../../model/cluster-file/parse-cluster-file.ts';
import type { ClusterSpec } from '../../../model/cluster.ts';
import { isMusterError } from '../../../model/error.ts';
import { NOTICE_EVENTS } from '../../../model/notices/events.ts';

const STARROCKS =
  'name: prod\nengine: starrocks\nversion: 3.5.7\nssh: { user: u }\nroles: { fe: { home: /opt/fe } }\nnodes: { fe-1: { role: fe, host: a } }\n';
const DATABEND =
  'name: prod\nengine: databend\nversion: 1.2.888\nssh: { user: u }\nnodes: { meta-1: { role: meta, id: 1, host: a } }\n';

function load(text: string): ClusterSpec {
  return parseClusterFile(text, { file: 'muster.yaml', resolvePath: (path) => `/resolved/${path}` });
}

function lines(text: string): readonly string[] {
  try {
    load(text);
  } catch (error) {
    if (isMusterError(error)) return [error.message, ...error.details];
    throw error;
  }
  throw new Error('the file was accepted');
}

describe.each([
  ['starrocks', STARROCKS],
  ['databend', DATABEND],
])('the hooks of a file of %s', (_engine, base) => {
  it('are references, with the events in their order', () => {
    const { notify } = load(
      `${base}notify:\n  - { url: env:HOOK, on: [done, needs-attention, done] }\n  - { url: file:hook.txt, on: [ended] }\n`,
    );
    expect(notify).toEqual([
      { url: { from: 'env', name: 'HOOK' }, on: ['needs-attention', 'done'] },
      { url: { from: 'file', path: '/resolved/hook.txt' }, on: ['done', 'undone', 'abandoned', 'refused', 'failed'] },
    ]);
  });

  it('are told by default what a person has to know', () => {
    expect(load(`${base}notify: [{ url: env:HOOK }]\n`).notify?.[0]?.on).toEqual(
      Object.keys(NOTICE_EVENTS).filter((event) => !['started', 'moving', 'waiting'].includes(event)),
    );
  });

  it('are none where the list is empty or absent', () => {
    expect(load(base)).not.toHaveProperty('notify');
    expect(load(`${base}notify: []\n`)).not.toHaveProperty('notify');
  });
});

const TOKEN = 'https://hooks.example.org/T0KEN';
const WORDS = 'started, needs-attention, stalled, moving, waiting, done, undone, abandoned, refused, failed, ended';

describe('a mistake in the hooks', () => {
  it.each([
    [
      `notify: [{ url: ${TOKEN} }]`,
      '7:17: notify.0.url is a text, expected a reference: write env:NAME, file:PATH or exec:PROGRAM',
    ],
    [
      `notify: [${TOKEN}]`,
      '7:10: notify.0 is a text, expected a mapping such as { url: env:HOOK, on: [needs-attention, stalled, ended] }',
    ],
    [
      `notify: ${TOKEN}`,
      '7:9: notify is a text, expected a list of at most ten hooks, each a mapping such as { url: env:HOOK }',
    ],
    [
      `notify: [{ url: "env:${TOKEN}" }]`,
      '7:17: notify.0.url is a reference that cannot be followed, expected env:NAME, file:PATH or exec:PROGRAM',
    ],
    [
      'notify: [{ on: [done] }]',
      '7:10: notify.0.url is missing, expected a reference: write env:NAME, file:PATH or exec:PROGRAM',
    ],
    ['notify: [{ url: env:H, on: [dome] }]', `7:29: notify.0.on.0 is "dome", expected one of ${WORDS}`],
    ['notify: [{ url: env:H, on: [] }]', `7:28: notify.0.on is a list, expected at least one of ${WORDS}`],
    ['notify: [{ url: env:H, om: [done] }]', '7:24: unknown key "om" in notify.0, did you mean "on"?'],
    [
      `notify: [${Array.from({ length: 11 }, (_, index) => `{ url: env:H${index} }`).join(', ')}]`,
      '7:9: notify is a list, expected a list of at most ten hooks, each a mapping such as { url: env:HOOK }',
    ],
  ])('%s is told with its place', (text, expected) => {
    expect(lines(`${STARROCKS}${text}\n`)).toEqual([`muster.yaml:${expected}`]);
  });

  it('never repeats an address that was written where its reference belongs', () => {
    for (const text of [`[{ url: ${TOKEN} }]`, `[${TOKEN}]`, TOKEN, `[{ url: "env:${TOKEN}" }]`, `{ url: ${TOKEN} }`])
      expect(lines(`${STARROCKS}notify: ${text}\n`).join('\n')).not.toContain('T0KEN');
  });
});
