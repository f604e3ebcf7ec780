import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../fixtures/until.ts';
import { HostShell } from './host-shell.ts';
import { cutOut, outputOf, readTranscript } from './read-transcript.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';

let shell: HostShell;

const sandbox = useSandbox({ engine: 'databend', meta: 2, metaHosts: 2, speed: 20 });

beforeAll(async () => {
  shell = await HostShell.open(sandbox, 'meta-1');
  writeFileSync(join(shell.root, 'bad.toml'), 'id = "x\n');
});
afterAll(async () => {
  shell?.close();
});

/** What a tool came to, with what differs from run to run taken out. */
interface Told {
  readonly code: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** Recorded on n1 … of 127.0.0.2 …: here the same numbers one lower. */
function toSandbox(command: string): string {
  const { network } = sandbox.info;
  return command.replace(/\b127\.0\.0\.(\d+)\b/g, (all, last: string) =>
    last === '1' ? all : `${network}.${Number(last) - 1}`,
  );
}

function mask(line: string): string {
  return line
    .replaceAll(/\b127\.\d+\.\d+\.(\d+):/g, (all) => (all.startsWith('127.0.0.1:') ? all : '<host>:'))
    .replaceAll(/"date": "[^"]*"/g, '"date": "<date>"')
    .replaceAll(/"?proposed_at_ms"?:(?: Some\()?\s?\d+\)?/g, '<time>')
    .replaceAll(/seq"?: ?\d+/g, '<seq>')
    .replace(/^voter ids: .*|voter_ids=.*/, '<voters>')
    .replace(/current_leader=Some\(\d+\)/, 'current_leader=<leader>')
    .replace(/^( {4}(?:Export To:|To: {3}File:) ).*$/, '$1<path>');
}

function readRecorded(transcript: string, command: string): Told {
  const text = readTranscript(transcript);
  const after = cutOut(`${text}\n$ `, `$ ${command}\n`, '\n$ ');
  const stream = (name: 'stdout' | 'stderr') => trimEnd(outputOf(text, command, name)).map(mask);
  return { code: Number(/^rc=(\d+)/.exec(after)?.[1]), stdout: stream('stdout'), stderr: stream('stderr') };
}

async function tell(command: string): Promise<Told> {
  const { code, stdout, stderr } = await shell.run(toSandbox(command));
  const lines = (text: string) => trimEnd(text.split('\n')).map(mask);
  return { code: code ?? -1, stdout: lines(stdout), stderr: lines(stderr) };
}

function trimEnd(lines: readonly string[]): string[] {
  const kept = [...lines];
  while (kept.at(-1)?.trim() === '') kept.pop();
  return kept;
}

type Recorded = readonly [transcript: string, command: string];

const ANYWHERE: readonly Recorded[] = [
  ['34-misc2', 'databend-metactl --version'],
  ['34-misc2', 'databend-metactl'],
  ['34-misc2', 'databend-meta --version'],
  ['34-misc2', 'databend-meta --cmd bogus'],
  ['34-misc2', 'databend-meta -c /nonexist.toml'],
  ['26-export', 'databend-metactl --status'],
  ['31-end', 'databend-metactl trigger-snapshot'],
  ['03-status3', 'databend-metactl status --grpc-api-address 127.0.0.99:9191'],
  ['03-status3', 'databend-metactl upsert --grpc-api-address 127.0.0.99:9191 --key a --value b'],
  ['03-status3', 'databend-metactl metrics --admin-api-address 127.0.0.99:28002'],
  ['26-export', 'databend-metactl export --grpc-api-address 127.0.0.99:9191'],
  ['12-leave', 'databend-meta --leave-id 77 --leave-via 127.0.0.99:28004'],
  ['12-leave', 'databend-meta --leave-id 77 --leave-via 127.0.0.99:28004 127.0.0.2:28004'],
];

/** Of a cluster whose leader is node 2. */
const LED_BY_2: readonly Recorded[] = [
  ['34-misc2', 'databend-metactl status --grpc-api-address 127.0.0.2:28002'],
  ['34-misc2', 'databend-metactl status --grpc-api-address 127.0.0.2:28004'],
  ['34-misc2', 'databend-metactl transfer-leader --admin-api-address 127.0.0.2:9191'],
  ['02-join', 'databend-metactl upsert --grpc-api-address 127.0.0.2:9191 --key k1 --value v1'],
  ['02-join', 'databend-metactl get --grpc-api-address 127.0.0.2:9191 --key k1'],
  ['02-join', 'databend-metactl get --grpc-api-address 127.0.0.2:9191 --key nokey'],
  ['09-transfer', 'databend-metactl transfer-leader --to 1 --admin-api-address 127.0.0.2:28002'],
  ['12-leave', 'databend-meta --leave-id 77 --leave-via 127.0.0.2:28004'],
  ['12-leave', 'databend-meta --leave-id 77 --leave-via 127.0.0.99:28004 --leave-via 127.0.0.2:28004'],
  ['12-leave', 'databend-meta --leave-id 77 --leave-via 127.0.0.2:9191'],
  ['12-leave', 'databend-meta --leave-id 77 --leave-via 127.0.0.2:28002'],
  ['12-leave', 'databend-meta --leave-id 2 --leave-via 127.0.0.3:28004'],
  ['12-leave', 'databend-meta --leave-id 2 --leave-via 127.0.0.2:28004'],
];

/** Of nodes that the recording had and the sandbox has not: the same asked of node 2. */
const ELSEWHERE: readonly Recorded[] = [
  ['31-end', 'databend-metactl trigger-snapshot --admin-api-address 127.0.0.4:28002'],
  ['31-end', 'databend-metactl list-features --admin-api-address 127.0.0.4:28002'],
  ['26-export', 'databend-metactl export --grpc-api-address 127.0.0.4:9191 --db ctl/bak.db'],
  ['26-export', 'databend-metactl --export --grpc-api-address 127.0.0.4:9191 --db ctl/bak2.db'],
];

describe('a tool says what was recorded, with its exit code', () => {
  test.each(ANYWHERE)('%s: %s', async (transcript, command) => {
    expect(await tell(command)).toEqual(readRecorded(transcript, command));
  });

  test('a file that is no TOML: where, and what is there', async () => {
    const { code, stderr } = await tell('databend-meta -c bad.toml');
    const recorded = readRecorded('34-misc2', 'databend-meta -c bad.toml');
    expect(code).toBe(recorded.code);
    // Place and reason are another parser's.
    expect(stderr[0]?.replace(/\d+$/, '')).toBe(recorded.stderr[0]?.replace(/\d+$/, ''));
    expect(stderr.slice(1, 3)).toEqual(recorded.stderr.slice(1, 3));
  });

  test('show-config: every key that was recorded, in its order', async () => {
    const keysOf = (lines: readonly string[]) => lines.map((line) => /^ *("\w+": |[{}[\]])?/.exec(line)?.[0]);
    const { stdout } = await tell('databend-meta -c etc/databend/databend-meta.toml --cmd show-config');
    const { stdout: recorded } = readRecorded('01-single', 'databend-meta -c n1/meta.toml --cmd show-config');
    // A list with something in it takes more lines than an empty one.
    const folded = stdout
      .join('\n')
      .replace(/\[\s+("[^\]]*")\s+\]/g, '[$1]')
      .split('\n');
    expect(keysOf(folded)).toEqual(keysOf(recorded));
    expect(stdout.find((line) => line.includes('heartbeat_interval'))).toBe('      "heartbeat_interval": 500,');
  });

  test('a transfer, after which the other one leads', async () => {
    const command = 'databend-metactl transfer-leader --to 2 --admin-api-address 127.0.0.2:28002';
    // The recording was looked at while it went on: its output comes after other lines.
    expect(await tell(command)).toEqual({
      code: 0,
      stdout: ['triggered leader transfer from 1 to 2.', '<voters>'],
      stderr: [],
    });
    const status = 'databend-metactl status --grpc-api-address 127.0.0.3:9191';
    await until('node 2 leads', async () => (await tell(status)).stdout.includes('State: Leader'), 60_000);
    await until(
      'node 1 knows',
      async () => (await tell(status.replace('.3:', '.2:'))).stdout.some((line) => line.startsWith('Leader: id=2')),
      60_000,
    );
  });

  test.each(LED_BY_2)('led by node 2: %s: %s', async (transcript, command) => {
    expect(await tell(command)).toEqual(readRecorded(transcript, command));
  });

  test.each(ELSEWHERE)('on node 2: %s: %s', async (transcript, command) => {
    await shell.say('mkdir -p ctl');
    expect(await tell(command.replace('127.0.0.4', '127.0.0.3'))).toEqual(readRecorded(transcript, command));
  });
});
