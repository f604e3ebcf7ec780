import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFLICTS, judgePair, kindOf, WORK_KINDS, type Work, type WorkKind } from '../../model/conflicts.ts';
import { describeConflicts } from '../../model/describe-conflicts.ts';

const KINDS = Object.keys(WORK_KINDS) as WorkKind[];
const work = fc.record({
  kind: fc.constantFrom(...KINDS),
  verb: fc.constantFrom('add', 'remove', 'restart', 'replace'),
  nodes: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 2 }),
}) as fc.Arbitrary<Work>;

const STARROCKS = { engine: 'starrocks' } as const;
const DATABEND = { engine: 'databend' } as const;

describe('the kind of an operation', () => {
  it.each([
    [{ verb: 'add', role: 'fe', cluster: STARROCKS }, 'voters'],
    [{ verb: 'remove', role: 'fe', cluster: STARROCKS }, 'voters'],
    [{ verb: 'remove', role: 'fe', lost: true, cluster: STARROCKS }, 'lost-voter'],
    [{ verb: 'remove', role: 'meta', lost: true, cluster: DATABEND }, 'voters'],
    [{ verb: 'replace', role: 'meta', cluster: DATABEND }, 'voters'],
    [{ verb: 'transfer-leader', role: 'meta', cluster: DATABEND }, 'voters'],
    [{ verb: 'add', role: 'be', cluster: STARROCKS }, 'add-data'],
    [{ verb: 'add', role: 'cn', cluster: STARROCKS }, 'add-data'],
    [{ verb: 'remove', role: 'be', lost: true, cluster: STARROCKS }, 'drain'],
    [{ verb: 'remove', role: 'cn', cluster: STARROCKS }, 'remove-compute'],
    [{ verb: 'restart', role: 'query', cluster: DATABEND }, 'restart'],
    [{ verb: 'deploy', role: 'fe', cluster: STARROCKS }, 'deploy'],
  ] as const)('of %j is %s', (request, kind) => expect(kindOf(request)).toBe(kind));
});

describe('the table', () => {
  const pairs = KINDS.flatMap((runs) => KINDS.map((asked) => [runs, asked] as const));

  it('says of each pair why, in a sentence that goes on', () => {
    for (const [runs, asked] of pairs) expect(CONFLICTS[runs][asked].why).toMatch(/^[a-z][^.]{20,}[a-z)]$/);
  });

  it('never lets voters change side by side, nor anything beside a restart', () => {
    const voters: WorkKind[] = ['voters', 'lost-voter'];
    const alone: WorkKind[] = ['restart', 'deploy'];
    const never = pairs.filter(
      ([runs, asked]) =>
        alone.includes(runs) || alone.includes(asked) || (voters.includes(runs) && voters.includes(asked)),
    );
    expect(never.filter(([runs, asked]) => CONFLICTS[runs][asked].answer === 'allowed')).toEqual([]);
  });

  it('lets a data node join while another drains', () => {
    expect(CONFLICTS.drain['add-data'].answer).toBe('allowed');
  });

  it('is that of the page on admission', () => {
    const page = readFileSync(new URL('../../docs/admission.md', import.meta.url), 'utf8');
    const [, table] = /<!-- table -->\n([\s\S]*?)<!-- end of the table -->/.exec(page) ?? [];
    expect(table).toBe(`${describeConflicts().join('\n')}\n`);
  });
});

describe('a pair', () => {
  it('of the same node is never at work together, whatever the table says', () => {
    fc.assert(
      fc.property(work, work, (runs, asked) => {
        fc.pre(runs.nodes.some((node) => asked.nodes.includes(node)));
        return judgePair(runs, asked).answer !== 'allowed';
      }),
    );
  });

  it('of other nodes is judged by the table alone', () => {
    fc.assert(
      fc.property(work, work, (runs, asked) => {
        fc.pre(!runs.nodes.some((node) => asked.nodes.includes(node)));
        expect(judgePair(runs, asked)).toBe(CONFLICTS[runs.kind][asked.kind]);
      }),
    );
  });

  it('that asks for what is under way is refused, not queued', () => {
    const drain: Work = { kind: 'drain', verb: 'remove', nodes: ['be-3'] };
    expect(judgePair(drain, drain)).toEqual({ answer: 'refused', why: 'it already works on be-3' });
    expect(judgePair(drain, { kind: 'add-data', verb: 'add', nodes: ['be-3'] })).toEqual({
      answer: 'queued',
      why: 'it works on be-3',
    });
  });
});
