import { describe, expect, it } from 'vitest';
import { parseClusterFile } from '../../../model/cluster-file/parse-cluster-file.ts';
import { isMusterError } from '../../../model/error.ts';

const STARROCKS = [
  'name: prod',
  'engine: starrocks',
  'version: 3.5.7',
  'ssh: { user: u }',
  'nodes: { fe-1: { role: fe, host: 10.0.0.1, home: /opt/fe } }',
  '',
].join('\n');
const DATABEND = STARROCKS.replace('starrocks', 'databend')
  .replace('3.5.7', '1.2.888')
  .replace('{ role: fe, host: 10.0.0.1, home: /opt/fe }', '{ role: meta, id: 1, host: 10.0.0.1 }');

const load = (text: string) => parseClusterFile(text, { file: 'muster.yaml', resolvePath: (path) => path });

function lines(text: string): readonly string[] {
  try {
    load(text);
  } catch (error) {
    if (isMusterError(error)) return [error.message, ...error.details];
    throw error;
  }
  return [];
}

describe.each([STARROCKS, DATABEND])('the windows of a file', (head) => {
  it('are read, with what is not said as it usually is', () => {
    expect(load(head)).not.toHaveProperty('windows');
    expect(load(`${head}windows: ["SAT-02:00,SAT-06:00", "22:00,23:00"]\n`).windows).toEqual({
      spans: ['SAT-02:00,SAT-06:00', '22:00,23:00'],
      timezone: 'UTC',
      cutoffMs: 0,
    });
    expect(load(`${head}windows: ["22:00,23:00"]\ntimezone: Asia/Shanghai\ncutoff: 30m\n`).windows).toEqual({
      spans: ['22:00,23:00'],
      timezone: 'Asia/Shanghai',
      cutoffMs: 1_800_000,
    });
  });

  it('may leave the spans to the commands', () => {
    expect(load(`${head}timezone: Asia/Shanghai\n`).windows).toEqual({
      spans: [],
      timezone: 'Asia/Shanghai',
      cutoffMs: 0,
    });
  });

  it.each([
    [
      'windows: [ "22:00,23:00", "25:00,26:00" ]',
      'muster.yaml:6:27: windows.1 is "25:00,26:00", expected a window such as "SAT-02:00,SAT-06:00", or "22:00,04:00" for each day: from and to, both with a day or none',
    ],
    ['windows: [ "22:00,22:00" ]', 'muster.yaml:6:12: windows: "22:00,22:00" is empty: it ends when it begins'],
    [
      'windows: [ "22:00,04:00", "SAT-02:00,SAT-06:00" ]',
      'muster.yaml:6:27: windows: "SAT-02:00,SAT-06:00" overlaps "22:00,04:00": write them as one, or apart',
    ],
    [
      'timezone: Europe/Berln',
      'muster.yaml:6:11: timezone is "Europe/Berln", expected a zone of the IANA database, such as Europe/Berlin or UTC',
    ],
    ['cutoff: 30', 'muster.yaml:6:9: cutoff is 30, expected a time such as 30m, 2h or 90s'],
    [
      'windows: [ "22:00,22:30" ]\ncutoff: 30m',
      'muster.yaml:7:9: the cutoff 30m leaves nothing of "22:00,22:30", which is not longer',
    ],
    [
      'windows: []',
      'muster.yaml:6:10: windows is a list, expected a list of windows, each a window such as "SAT-02:00,SAT-06:00", or "22:00,04:00" for each day: from and to, both with a day or none',
    ],
  ])('%s is one clear error', (text, message) => {
    expect(lines(`${head}${text}\n`)).toEqual([message]);
  });
});

describe('a gentle drain', () => {
  const WINDOWS = 'windows: ["22:00,04:00"]\n';

  it('is two clone slots outside, or as many as are said', () => {
    expect(load(`${STARROCKS}${WINDOWS}drain: gentle-outside\n`).windows?.gentleSlots).toBe(2);
    expect(load(`${STARROCKS}${WINDOWS}drain: gentle-outside\ngentleSlots: 4\n`).windows?.gentleSlots).toBe(4);
  });

  it.each([
    [
      'drain: gentle-outside',
      'muster.yaml:6:1: drain is gentle-outside and there are no windows, expected windows: as well',
    ],
    [
      `${WINDOWS}gentleSlots: 4`,
      'muster.yaml:7:1: gentleSlots is set and drain is not, expected drain: gentle-outside',
    ],
    [`${WINDOWS}drain: fast`, 'muster.yaml:7:8: drain is "fast", expected gentle-outside'],
    [
      `${WINDOWS}drain: gentle-outside\ngentleSlots: 1`,
      'muster.yaml:8:14: gentleSlots is 1, expected a number from 2 to 64',
    ],
  ])('%j is one clear error', (text, message) => {
    expect(lines(`${STARROCKS}${text}\n`)).toEqual([message]);
  });

  it('is none of Databend', () => {
    expect(lines(`${DATABEND}${WINDOWS}drain: gentle-outside\n`)).toEqual([
      expect.stringContaining('unknown key "drain"'),
    ]);
  });
});
