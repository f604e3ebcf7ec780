import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { TestProject, TestSpecification, Vitest } from 'vitest/node';
import { LONGEST } from '../setup/longest-files.ts';
import { LongestFirst } from '../setup/longest-first.ts';

test('every file that is to begin first is there, once', () => {
  expect(LONGEST.filter((file) => !existsSync(file))).toEqual([]);
  expect(new Set(LONGEST).size).toBe(LONGEST.length);
});

test('in a fresh clone the longest begin, each project in its turn, and the others go by their size', async () => {
  const projectOf = (name: string, groupOrder: number) =>
    ({ name, config: { sequence: { groupOrder } } }) as unknown as TestProject;
  const pure = projectOf('pure', 0);
  const server = projectOf('server', 1);
  const sizes: Record<string, number> = {
    'pure:small': 1,
    'server:large': 300,
    'server:middle': 200,
    'server:small': 1,
  };
  const getFileStats = (key: string) => ({ size: sizes[key] ?? 2 });
  const cache = { getFileTestResults: () => undefined, getFileStats };
  const sequencer = new LongestFirst({ config: { root: '/clone' }, cache } as unknown as Vitest);
  const [first = '', second = ''] = LONGEST;
  const given = ['small', second, 'middle', first, 'large'].map((file) => ({ project: server, file }));
  const files = [...given, { project: pure, file: 'small' }].map(
    ({ project, file }) => ({ project, moduleId: `/clone/${file}` }) as TestSpecification,
  );
  const sorted = await sequencer.sort(files);
  expect(sorted.map(({ project, moduleId }) => `${project.name}:${moduleId.replace('/clone/', '')}`)).toEqual([
    'pure:small',
    `server:${first}`,
    `server:${second}`,
    'server:large',
    'server:middle',
    'server:small',
  ]);
});
