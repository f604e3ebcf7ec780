import { expect, test } from 'vitest';
import { findStrangers } from '../../../model/starrocks/choose-cluster.ts';
import { makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';

const host = (number: number) => `10.0.0.${number}`;
const ours = [makeLeaderRow(1), makeRow(2)];
const alone = (number: number) => [makeLeaderRow(number, { clusterId: '7' })];

test('where all answer for one cluster nobody is a stranger', () => {
  expect(findStrangers([1, 2].map((number) => ({ from: host(number), rows: ours })))).toEqual([]);
  expect(findStrangers([])).toEqual([]);
});

test('the cluster of the most answers is ours, whoever was asked first', () => {
  const views = [
    { from: host(3), rows: alone(3) },
    { from: host(1), rows: ours },
    { from: host(2), rows: ours },
  ];
  expect(findStrangers(views)).toEqual([host(3)]);
  expect(findStrangers(views.toReversed())).toEqual([host(3)]);
});

test('of two single answers that of the larger cluster is ours', () => {
  const views = [
    { from: host(3), rows: alone(3) },
    { from: host(1), rows: ours },
  ];
  expect(findStrangers(views)).toEqual([host(3)]);
});

test('more answers outweigh a longer list', () => {
  const long = [1, 2, 3, 4, 5].map((number) => makeRow(number + 10, { clusterId: '7' }));
  const views = [
    { from: host(3), rows: long },
    { from: host(1), rows: ours },
    { from: host(2), rows: ours },
  ];
  expect(findStrangers(views)).toEqual([host(3)]);
});
