import type { SshTarget } from '../../model/cluster.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';
import type { PortState } from './probe-port.ts';

/** Bash opens the connection by itself: nothing has to be installed there. */
const PROBE = `
said=$(LC_ALL=C timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>&1)
case $?:$said in 0:*) echo open ;; *refused*) echo refused ;; *) echo silent ;; esac
`;

/** Whether something listens there, seen from that host. */
export async function probeFromHost(
  pool: SshPool,
  from: SshTarget,
  host: string,
  port: number,
  signal?: AbortSignal,
): Promise<PortState> {
  const { stdout } = await runScript(pool, from, PROBE, {
    args: [host, String(port)],
    limitMs: 15_000,
    what: `probing ${host}:${port}`,
    signal,
  });
  const state = stdout.trim();
  return state === 'open' || state === 'refused' ? state : 'silent';
}
