import { describe, expect, test } from 'vitest';
import { type LeavingMetaHost, judgeLeavingHost } from '../../../model/databend/judge-leaving-host.ts';
import type { UnitState } from '../../../model/unit-state.ts';
import { makeMeta } from '../../fixtures/databend-cluster.ts';

const RUNS: UnitState = {
  load: 'loaded',
  active: 'active',
  sub: 'running',
  mainPid: 4711,
  status: 0,
  result: 'success',
  file: 'enabled',
  path: '/etc/systemd/system/databend-meta.service',
  restart: 'no',
  user: 'databend',
  stale: false,
};
const HOST: LeavingMetaHost = {
  unit: RUNS,
  strays: [],
  file: { id: 2, raftDir: '/var/lib/databend/raft' },
  raftDir: 'full',
};

function judge(changed: Partial<LeavingMetaHost>) {
  const { file, ...rest } = { ...HOST, ...changed };
  return judgeLeavingHost(makeMeta(2), { ...rest, ...(file !== undefined && { file }) });
}

const severities = (changed: Partial<LeavingMetaHost>) =>
  judge(changed).map(({ gate, severity }) => `${gate} ${severity}`);

describe('judgeLeavingHost', () => {
  test('passes its own unit, file and directory', () => {
    expect(severities({})).toEqual(['unit ok', 'meta-file ok']);
    expect(severities({ file: { id: 2, raftDir: '/var/lib/databend/raft/' } })).toEqual(['unit ok', 'meta-file ok']);
  });

  test('a process beside the unit would go on', () => {
    expect(severities({ strays: [12, 13] })).toContain('process refusal');
  });

  test('the file of another node, or of another directory, is not moved', () => {
    expect(severities({ file: { id: 3, raftDir: '/var/lib/databend/raft' } })).toContain('meta-file refusal');
    expect(severities({ file: { id: 2, raftDir: '/data/raft' } })).toContain('meta-file refusal');
    expect(severities({ file: 'line 3: …' })).toContain('meta-file refusal');
  });

  test('what is gone already is only said', () => {
    const unit = { ...RUNS, load: 'not-found', active: 'inactive', mainPid: 0 };
    const { file, ...rest } = HOST;
    expect(file).toBeDefined();
    const found = judgeLeavingHost(makeMeta(2), { ...rest, unit, raftDir: 'missing' });
    expect(found.map(({ gate, severity }) => `${gate} ${severity}`)).toEqual(['unit warning', 'meta-file warning']);
  });

  test('a unit that systemd cannot load cannot be stopped by its name', () => {
    expect(severities({ unit: { ...RUNS, load: 'bad-setting' } })).toContain('unit refusal');
  });
});
