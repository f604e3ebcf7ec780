import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyShims } from '../../../sandbox/daemon/copy-shims.ts';
import { type OpenHosts, openHosts } from '../../../sandbox/daemon/open-hosts.ts';
import { findSandboxProcesses, sweepProcesses } from '../../../sandbox/daemon/sweep-processes.ts';
import { sandboxPaths } from '../../../sandbox/host/layout.ts';
import { writeClientKeys } from '../../../sandbox/host/make-keys.ts';
import { writeShimState } from '../../../sandbox/host/shim-faults.ts';
import type { SshHost } from '../../../sandbox/host/ssh-host.ts';
import type { Target } from './ssh-client.ts';

export interface BareHosts extends OpenHosts {
  readonly dir: string;
  target(index: number): Target;
  server(index: number): SshHost;
  /** Processes that run on the hosts at this moment. */
  processes(): number[];
  close(): Promise<void>;
}

/** Hosts in the test's own process: no daemon, no product. */
export async function openBareHosts(count: number): Promise<BareHosts> {
  const dir = await mkdtemp(join(tmpdir(), 'muster-hosts-'));
  const options = { dir, name: 'bare', hosts: count, frontends: 0, speed: 1 };
  const paths = sandboxPaths(dir);
  await copyShims(paths.shims);
  await mkdir(dirname(paths.commandLog));
  const open = await openHosts(options, () => {});
  await writeClientKeys(dir, open.keys, open.hosts, open.sshPort);
  for (const host of open.hosts) await writeShimState(host);
  const at = <T>(list: readonly T[], index: number): T => {
    const item = list[index];
    if (item === undefined) throw new Error(`there is no host ${index}`);
    return item;
  };
  return {
    ...open,
    dir,
    target: (index) => ({ dir, host: at(open.hosts, index), sshPort: open.sshPort }),
    server: (index) => at(open.servers, index),
    processes: () => findSandboxProcesses(dir),
    close: async () => {
      await Promise.all(open.servers.map((server) => server.close()));
      await sweepProcesses(dir);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
