import { describe, expect, test } from 'vitest';
import { judgeLimits } from '../../../../model/starrocks/backend/judge-limits.ts';
import { judgeNewHost, type NewHost } from '../../../../model/starrocks/backend/judge-new-host.ts';
import { makeBackend } from '../../../fixtures/scripted-world.ts';

const node = makeBackend(1);
const free: NewHost = {
  listening: [22],
  adoptable: false,
  fromOutside: { heartbeat: 'refused', http: 'refused' },
  fromLeader: 'refused',
};
const judge = (changes: Partial<NewHost> = {}) => judgeNewHost(node, { ...free, ...changes });
const refusals = (changes: Partial<NewHost>) =>
  judge(changes)
    .filter(({ severity }) => severity === 'refusal')
    .map(({ gate, message }) => `${gate}: ${message}`);

describe('the host of a new backend', () => {
  test('passes when its ports are free and the leader reaches it', () => {
    expect(judge().map(({ gate, severity }) => `${gate} ${severity}`)).toEqual(['ports ok', 'leader-path ok']);
  });

  test.each([9060, 8040, 9050, 8060, 9070])('refuses when something listens on %d', (port) => {
    expect(refusals({ listening: [port] })).toEqual([expect.stringContaining(`something listens on ${port}`)]);
  });

  test('refuses a process of its home that nobody registered, and says how to stop it', () => {
    const [finding] = judge({ process: 77, listening: [9050] });
    expect(finding).toMatchObject({
      severity: 'refusal',
      next: [expect.stringMatching(/\/opt\/starrocks\/be\/bin\/stop_be\.sh -g$/)],
    });
  });

  test('adopts a process of an entry that was never heard', () => {
    expect(judge({ process: 77, listening: [9050], adoptable: true })[0]?.severity).toBe('ok');
  });

  test('refuses an address that answers although nothing listens there', () => {
    expect(refusals({ fromOutside: { heartbeat: 'open', http: 'refused' } })).toEqual([
      expect.stringContaining('is it another host?'),
    ]);
  });

  test('refuses a firewall before it, and one between it and the leader', () => {
    expect(refusals({ fromOutside: { heartbeat: 'silent', http: 'refused' } })).toEqual([
      expect.stringContaining('a firewall'),
    ]);
    expect(refusals({ fromLeader: 'silent' })).toEqual([expect.stringContaining('heartbeats would not arrive')]);
  });

  test('warns when the host of the leader cannot be asked', () => {
    const { fromLeader: _, ...unasked } = free;
    expect(judgeNewHost(node, unasked).at(-1)).toMatchObject({ gate: 'leader-path', severity: 'warning' });
  });
});

test('60000 files, as the product asks for', () => {
  const severity = (files: number | 'unlimited' | undefined) => judgeLimits(node, files).severity;
  expect([severity(59_999), severity(60_000), severity('unlimited'), severity(undefined)]).toEqual([
    'refusal',
    'ok',
    'ok',
    'warning',
  ]);
});
