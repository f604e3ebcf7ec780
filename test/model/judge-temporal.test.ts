import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { administratorCommands, judgeTemporal, OLDEST_SERVER, type TemporalFacts } from '../../model/judge-temporal.ts';
import { SEARCH_ATTRIBUTES } from '../../model/operation.ts';

const GOOD: TemporalFacts = { namespace: 'ops', serverVersion: '1.31.2', namespaceExists: true, missingAttributes: [] };

describe('a Temporal server', () => {
  it('with namespace and search attributes is good', () => {
    expect(judgeTemporal(GOOD)).toEqual([]);
  });

  it('without the namespace says so, and nothing of attributes', () => {
    const problems = judgeTemporal({ ...GOOD, namespaceExists: false, missingAttributes: ['MusterStep'] });
    expect(problems).toEqual([{ code: 'TEMPORAL_UNPREPARED', message: 'Temporal has no namespace "ops"' }]);
  });

  it('that is old says that first', () => {
    const problems = judgeTemporal({ ...GOOD, serverVersion: '1.24.9', missingAttributes: ['A', 'B'] });
    expect(problems.map(({ code }) => code)).toEqual(['TEMPORAL_OLD', 'TEMPORAL_UNPREPARED']);
    expect(problems[1]?.message).toBe('The namespace "ops" lacks the search attributes A, B');
  });

  it.each([OLDEST_SERVER, 'v1.25', '1.25.0-rc.1', '2.0.0', '', 'devel', 'cloud 1'])(
    'of version %j is not old',
    (serverVersion) => {
      expect(judgeTemporal({ ...GOOD, serverVersion })).toEqual([]);
    },
  );

  it('is old exactly when its numbers come before the oldest', () => {
    const [major = 0, minor = 0, patch = 0] = OLDEST_SERVER.split('.').map(Number);
    const rank = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 1000 + part, 0);
    fc.assert(
      fc.property(fc.tuple(fc.nat(2), fc.nat(60), fc.nat(20)), (version) => {
        const old = judgeTemporal({ ...GOOD, serverVersion: version.join('.') }).length > 0;
        expect(old).toBe(rank(version) < rank([major, minor, patch]));
      }),
    );
  });
});

describe('the commands for an administrator', () => {
  it('make a namespace with everything, where there is none', () => {
    const commands = administratorCommands({ ...GOOD, namespaceExists: false }, 12);
    expect(commands[0]).toBe('temporal operator namespace create --namespace ops --retention 12d');
    expect(commands).toHaveLength(1 + Object.keys(SEARCH_ATTRIBUTES).length);
    expect(commands.filter((command) => command.endsWith('--type KeywordList'))).toHaveLength(1);
  });

  it('make only what is missing, where there is one', () => {
    expect(administratorCommands({ ...GOOD, missingAttributes: ['MusterStep'] }, 12)).toEqual([
      'temporal operator search-attribute create --namespace ops --name MusterStep --type Keyword',
    ]);
  });
});
