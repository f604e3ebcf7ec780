import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterSpec } from '../../model/cluster.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';

type Sandbox = Pick<TestSandbox<ClusterSpec>, 'info' | 'control'>;

/**
 * What must be the same however the way there went, of any engine: members as each of them tells, units, what drains,
 * processes, switches of the leader, which files there are (notes on switches among them), and every file of settings.
 * Times, pids, ids, secrets and what follows from the sandbox's own directory and network are left out, and so is the last
 * error of a heartbeat, which comes some seconds after its cause.
 */
export async function readEndState(sandbox: Sandbox): Promise<unknown> {
  const snapshot = await sandbox.control('snapshot');
  const confs = Object.fromEntries(sandbox.info.hostsList.map(({ name, root }) => [name, readConf(root)]));
  return JSON.parse(normalise(JSON.stringify({ snapshot, confs }), sandbox));
}

function readConf(root: string): string | undefined {
  const paths = ['fe/conf/fe.conf', 'be/conf/be.conf', 'be/conf/cn.conf', 'cn/conf/cn.conf'];
  const there = paths.map((path) => join(root, 'opt/starrocks', path)).filter((path) => existsSync(path));
  return there.length === 0 ? undefined : there.map((path) => readFileSync(path, 'utf8')).join('\n');
}

function normalise(text: string, { info }: Sandbox): string {
  return text
    .replaceAll(info.dir, '<dir>')
    .replaceAll(info.network, '<net>')
    .replaceAll(/retired-\d{8}T\d{6}Z(\.1)*/g, 'retired-<time>')
    .replaceAll(/removed-\d{8}T\d{6}Z(\.1)*/g, 'removed-<time>')
    .replaceAll(/_(\d{13})\b/g, '_<millis>')
    .replaceAll(/"[0-9a-f]{64}"/g, '"<digest>"')
    .replaceAll(/(# muster operation )[0-9a-f-]{36}/g, '$1<id>')
    .replaceAll(/exports\/[^"/]+\.jsonl/g, 'exports/<operation>.jsonl')
    .replaceAll(/"error":"[^"]*"/g, '"error":"<last>"')
    .replaceAll(/(password = )[^\\"]*/g, '$1<secret>');
}

/**
 * An undo leaves things behind on purpose: meta and storage that were moved aside, the logs, and tablets where they have moved to;
 * and kill -9 leaves the pid file. Of Meta nodes: what was moved aside, exports, and directories that are empty.
 */
export function withoutRemains(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state), (_, value) =>
    Array.isArray(value) ? value.filter((item) => !(typeof item === 'string' && REMAINS.test(item))) : value,
  );
}

const REMAINS = new RegExp(
  [
    ...[/meta-retired-/, /storage\.removed-/, /^storage\/data(\/|$)/, /^log(\/|$)/, /^bin\/(fe|be|cn)\.pid$/],
    ...[/^var\/lib\/databend\/raft-retired-/, /^var\/lib\/databend(\/exports.*)?$/, /\.undone-by-muster\n/],
    ...[/^etc\/databend$/, /^etc\/systemd\/system(\/multi-user\.target\.wants)?$/],
  ]
    .map(({ source }) => source)
    .join('|'),
);
