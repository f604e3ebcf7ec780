import { type StarRocksCluster, type FrontendSpec, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import {
  type DeadHalf,
  type SilenceReading,
  chooseSilenced,
  nameDeadHalf,
} from '../../model/starrocks/choose-silenced.ts';
import type { LocalView } from '../../model/starrocks/name-leader.ts';
import { PING } from '../../model/starrocks/statements.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';

/** Its leader has about 40 s (recorded on 3.5.7), and the DROP may need 10 of them. */
const LIMIT_MS = 2_000;

/** The leader of a pair whose other half is dead, though it no longer lists its frontends. Takes no longer than one silent host. */
export async function findSilenced(
  tools: Tools,
  cluster: StarRocksCluster,
  views: readonly LocalView[],
  lost: readonly string[],
): Promise<FrontendSpec | undefined> {
  const others = followersOf(cluster).filter(({ host }) => !lost.includes(host));
  const alias = chooseSilenced(await Promise.all(others.map((node) => readSilence(tools, cluster, views, node))));
  return others.find((node) => node.alias === alias);
}

/** Such a pair, when nobody has said yet which half is dead. */
export async function findDeadHalf(
  tools: Tools,
  cluster: StarRocksCluster,
  views: readonly LocalView[],
): Promise<DeadHalf | undefined> {
  const followers = followersOf(cluster);
  return nameDeadHalf(await Promise.all(followers.map((node) => readSilence(tools, cluster, views, node))));
}

function followersOf(cluster: StarRocksCluster): readonly FrontendSpec[] {
  return frontendsOf(cluster).filter(({ observer }) => observer !== true);
}

async function readSilence(
  tools: Tools,
  cluster: StarRocksCluster,
  views: readonly LocalView[],
  node: FrontendSpec,
): Promise<SilenceReading> {
  const answers = await ping(tools, cluster, node);
  return {
    alias: node.alias,
    answers,
    lists: views.some(({ from }) => from === node.host),
    metaEmpty: !answers && (await hasEmptyMeta(tools, node)),
  };
}

async function ping(tools: Tools, cluster: StarRocksCluster, { host, ports }: FrontendSpec): Promise<boolean> {
  try {
    await ask(tools, cluster, { host, queryPort: ports.query }, PING, LIMIT_MS);
    return true;
  } catch (error) {
    if (isMusterError(error)) return false;
    throw error;
  }
}

async function hasEmptyMeta(tools: Tools, node: FrontendSpec): Promise<boolean> {
  const script = 'if [ -e "$1" ] && ! ls -A "$1" >/dev/null 2>&1; then exit 1; fi; ls -A "$1" 2>/dev/null | head -n 1';
  try {
    const { stdout } = await runScript(tools.ssh, node.ssh, script, {
      args: [node.meta],
      limitMs: 5_000,
      what: 'the look at its meta directory',
    });
    return stdout.trim() === '';
  } catch (error) {
    if (isMusterError(error)) return false;
    throw error;
  }
}
