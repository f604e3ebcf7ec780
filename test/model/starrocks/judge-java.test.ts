import { expect, test } from 'vitest';
import type { JavaReading } from '../../../model/starrocks/host-survey.ts';
import { judgeJava, neededJava, readJavaVersion } from '../../../model/starrocks/judge-java.ts';
import { makeNode } from '../../fixtures/scripted-world.ts';

const judge = (java: JavaReading, version = '3.5.7') => judgeJava(makeNode(2), version, java);
const JAVA_17 = 'openjdk version "17.0.12" 2024-07-16';

test.each([
  [JAVA_17, 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "11" 2018-09-25', 11],
  ['openjdk 21 2023-09-19', 21],
  ['openjdk version "21-ea" 2023-09-19', 21],
  ['a value that a shell works out', undefined],
])('%s', (line, version) => {
  expect(readJavaVersion(line)).toBe(version);
});

test('each version needs its own', () => {
  expect(['2.5.3', '3.1.2-4f3a2ee', '3.2.9', '3.3.0', '3.4.5', '3.5.0', '4.0.1'].map(neededJava)).toEqual([
    8, 8, 8, 11, 11, 17, 17,
  ]);
});

test('a JDK that fits passes, and it is said where it was found', () => {
  expect(judge({ version: JAVA_17 })).toMatchObject({ severity: 'ok', message: 'java of the PATH is JDK 17' });
  expect(judge({ home: '/usr/lib/jvm/java-17', from: 'fe.conf', version: JAVA_17 })).toMatchObject({
    severity: 'ok',
    message: '/usr/lib/jvm/java-17 (fe.conf) is JDK 17',
  });
});

test('one that is too old is refused, with what to set', () => {
  expect(judge({ home: '/opt/jdk', from: 'fe.conf', version: 'openjdk version "11.0.2" 2019' })).toEqual({
    gate: 'java',
    severity: 'refusal',
    subject: 'fe-2',
    message: '/opt/jdk (fe.conf) is JDK 11; StarRocks 3.5.7 needs JDK 17 or later',
    next: ['java: <JAVA_HOME of a JDK 17>   # in the cluster file, for fe-2 or roles.fe'],
  });
});

test('none at all is refused', () => {
  expect(judge({})).toMatchObject({ message: expect.stringContaining('no java in the PATH and JAVA_HOME is not set') });
  expect(judge({ home: '/opt/jdk', from: 'fe.conf' })).toMatchObject({
    message: expect.stringContaining('/opt/jdk (fe.conf) has no bin/java'),
  });
});

test('up to 3.3 the start script looks for none in the PATH', () => {
  expect(judge({ version: JAVA_17 }, '3.3.2')).toMatchObject({
    severity: 'refusal',
    message: expect.stringContaining('JAVA_HOME is not set'),
  });
  expect(judge({ version: JAVA_17 }, '3.4.0')).toMatchObject({ severity: 'ok' });
});

test('a version that cannot be read is said, not guessed', () => {
  expect(judge({ version: 'a value that a shell works out' })).toMatchObject({ severity: 'warning' });
});
