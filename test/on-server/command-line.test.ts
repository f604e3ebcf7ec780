import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCompiled } from '../fixtures/run-compiled.ts';

const FILE = `name: prod
engine: starrocks
version: 3.5.7
ssh: { user: u }
roles: { fe: { home: /opt/fe } }
nodes: { fe-1: { role: fe, host: 127.0.0.1 }, fe-2: { role: fe, host: b } }
`;

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-cli-'));
  writeFileSync(join(directory, 'good.yaml'), FILE);
  writeFileSync(join(directory, 'bad.yaml'), `${FILE}pase: 1\n`);
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The compiled command as a process of its own, with nothing running and nothing known. */
async function muster(...args: readonly string[]) {
  return await runCompiled(directory, args);
}

describe('the command', () => {
  it.each([
    [
      'an error of the cluster file',
      ['plan', 'add', 'fe-2', '-f', 'bad.yaml'],
      2,
      /bad\.yaml:7:1: unknown key "pase", did you mean "pace"\?/,
    ],
    ['a file that is not there', ['status', '-f', 'none.yaml'], 2, /none\.yaml does not exist[\s\S]*next: .*-f <file>/],
    ['no file at all', ['status'], 2, /No cluster file[\s\S]*next: .*muster sandbox up/],
    ['an unknown node', ['add', 'fe-3', '-f', 'good.yaml'], 2, /No node "fe-3" in good\.yaml; it has fe-1, fe-2/],
    ['a node named twice', ['add', 'fe-2', 'fe-2', '-f', 'good.yaml'], 2, /fe-2 is named twice/],
    [
      'a flag with a wrong value',
      ['add', 'fe-2', '-f', 'good.yaml', '--on-failure', 'panic'],
      2,
      /"panic", expected hold or undo/,
    ],
    ['an unknown flag', ['status', '--frob'], 2, /^error: Unknown option '--frob' \(BAD_INPUT\)/],
    ['an unknown command', ['frob'], 2, /^error: Unknown command 'frob' \(BAD_INPUT\)/],
    ['a missing node', ['add'], 2, /^error: Missing required argument 'nodes' \(BAD_INPUT\)/],
    [
      'Temporal that was never started',
      ['add', 'fe-2', '-f', 'good.yaml'],
      6,
      /No Temporal is known here[\s\S]*next: .*muster up/,
    ],
    [
      'a schedule that never fires',
      ['schedule', 'create', 'x', '--cron', '0 0 30 2 *', '-f', 'good.yaml', '--', 'restart', 'fe-2'],
      2,
      /"0 0 30 2 \*" never fires[\s\S]*next: .*30 in February/,
    ],
    [
      'a wrong flag of the operation of a schedule',
      [
        'schedule',
        'create',
        'x',
        '--cron',
        '@daily',
        '-f',
        'good.yaml',
        '--',
        'restart',
        'fe-2',
        '--on-failure',
        'panic',
      ],
      2,
      /"panic", expected hold or undo/,
    ],
    [
      'a schedule of an operation that wants an answer',
      ['schedule', 'create', 'x', '--cron', '@daily', '-f', 'good.yaml', '--', 'restart', 'fe-2', '--yes'],
      2,
      /unknown option '--yes'/,
    ],
    [
      'a time by which a firing may be late',
      ['schedule', 'create', 'x', '--cron', '@daily', '--catch-up', '5s', '-f', 'good.yaml', '--', 'restart', 'fe-2'],
      2,
      /"5s" is not a time from 10s to 7d/,
    ],
    ['a sandbox that does not run', ['sandbox', 'kill', 'fe-1'], 2, /No sandbox runs[\s\S]*next: .*muster sandbox up/],
  ])('says %s in one error, with its exit code and the next command', async (_what, args, code, text) => {
    const { exitCode, stderr, stdout } = await muster(...args);
    expect(stderr).toMatch(text);
    expect(exitCode).toBe(code);
    expect(`${stdout}${stderr}`).not.toMatch(/\n {4}at |node:internal|dist\//);
    expect(stderr.match(/^error/gm)).toHaveLength(1);
  });

  it('prints an error as JSON where JSON was asked for', async () => {
    const { exitCode, stdout, stderr } = await muster('add', 'fe-2', '-f', 'bad.yaml', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'BAD_INPUT', message: expect.stringContaining('bad.yaml:7:1') },
    });
    expect(stderr).toBe('');
    expect(exitCode).toBe(2);
  });

  it('prints what is mistyped as JSON too', async () => {
    const { exitCode, stdout, stderr } = await muster('ops', 'lst', '--json');
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'BAD_INPUT',
        kind: 'refused',
        message: "Unknown command 'lst'",
        hint: 'did you mean list?\nmuster ops --help   # lists the commands',
      },
    });
    expect(stderr).toBe('');
    expect(exitCode).toBe(2);
  });

  it('tells its version and its exit codes', async () => {
    expect(await muster('--version')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    const { exitCode, stdout } = await muster('--help');
    expect(exitCode).toBe(0);
    for (let code = 0; code <= 7; code++) expect(stdout).toMatch(new RegExp(`^  ${code}  \\S`, 'm'));
  });

  it('prints the JSON Schema of the cluster file', async () => {
    const { exitCode, stdout, stderr } = await muster('schema');
    const schema = JSON.parse(stdout);
    expect(schema.title).toBe('Cluster file of muster');
    const engines = ['starrocks', 'databend'].map((engine) => ({
      properties: { engine: { enum: [engine] } },
      required: expect.arrayContaining(['name', 'engine', 'nodes']),
    }));
    expect(schema.anyOf).toMatchObject(engines);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('lists nothing as an empty list', async () => {
    expect(await muster('sandbox', 'list', '--json')).toEqual({ exitCode: 0, stdout: '[]', stderr: '' });
  });
});
