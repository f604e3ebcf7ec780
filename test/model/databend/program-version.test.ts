import { expect, test } from 'vitest';
import { hasLearners, readVersion, sameVersion } from '../../../model/databend/program-version.ts';

test.each([
  ['databend-meta-cli-config v1.2.888-patch-8-6684062f5d(rust-1.94.0-nightly)', '1.2.888-patch-8'],
  ['databend-metactl v1.2.888-patch-8-6684062f5d-simd(1.94.0)', '1.2.888-patch-8'],
  ['version: 1.2.680', '1.2.680'],
  ['v1.2.680-nightly', '1.2.680-nightly'],
  ['nothing of the kind', undefined],
])('%s', (line, version) => {
  expect(readVersion(line)).toBe(version);
});

test('a version without its patch agrees with every patch of it, two patches only with themselves', () => {
  expect(sameVersion('1.2.888', '1.2.888-patch-8')).toBe(true);
  expect(sameVersion('1.2.888-patch-8', '1.2.888-patch-8')).toBe(true);
  expect(sameVersion('1.2.888-patch-7', '1.2.888-patch-8')).toBe(false);
  expect(sameVersion('1.2.887', '1.2.888')).toBe(false);
});

test('learners from 1.2.802 on', () => {
  expect(['1.2.801', '1.2.802', '1.2.888-patch-8', '1.3.0', '2.0.0', '1.1.900'].map(hasLearners)).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
});
