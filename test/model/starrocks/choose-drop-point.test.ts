import { describe, expect, test } from 'vitest';
import { chooseDropPoint } from '../../../model/starrocks/choose-drop-point.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';

const host = (number: number) => `10.0.0.${number}`;

describe('the DROP of the dead half of a pair', () => {
  test('goes to the one that leads in its own view', () => {
    const rows = [makeLeaderRow(1), makeRow(2, { alive: false })];
    expect(chooseDropPoint([{ from: host(1), rows }], [host(2)])).toMatchObject({ leader: { host: host(1) }, rows });
  });

  test('is not kept back by an observer or a half-joined one: neither votes', () => {
    const rows = [makeLeaderRow(1), makeRow(2), makeRow(3, { role: 'OBSERVER' }), makeHalfJoinedRow(4)];
    expect(chooseDropPoint([{ from: host(1), rows }], [host(2)])).toMatchObject({ leader: { host: host(1) } });
  });

  test.each([
    ['a third one votes', host(1), [makeLeaderRow(1), makeRow(2), makeRow(3)], [host(2)]],
    ['two are called dead, of three', host(1), [makeLeaderRow(1), makeRow(2), makeRow(3)], [host(2), host(3)]],
    ['it is said by one that does not lead', host(3), [makeLeaderRow(1), makeRow(2)], [host(2)]],
    ['it is the leader that is called dead', host(1), [makeLeaderRow(1), makeRow(2)], [host(1)]],
    ['another one votes', host(1), [makeLeaderRow(1), makeRow(3)], [host(2)]],
  ])('goes nowhere when %s', (_, from, rows, dead) => {
    expect(chooseDropPoint([{ from, rows }], dead)).toBeUndefined();
  });
});
