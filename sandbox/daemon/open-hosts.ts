import { createServer } from 'node:net';
import type { HostRole, SandboxHost, SandboxOptions } from '../engine.ts';
import { describeHosts } from '../host/layout.ts';
import { makeSandboxKeys, type SandboxKeys } from '../host/make-keys.ts';
import { SshHost } from '../host/ssh-host.ts';

const BACKEND_PORTS = [8040, 8060, 9050, 9060, 9070];
/** What the product listens on; a network where one of them is taken is of no use. */
const PRODUCT_PORTS: Readonly<Record<HostRole, readonly number[]>> = {
  fe: [8030, 9010, 9020, 9030],
  be: BACKEND_PORTS,
  cn: BACKEND_PORTS,
  meta: [9191, 28002, 28004],
  query: [8000],
};
/** The second and third are for a machine where another program holds the first on all addresses. */
const SSH_PORTS = [2222, 2022, 22022];

export interface OpenHosts {
  readonly network: string;
  readonly sshPort: number;
  readonly keys: SandboxKeys;
  readonly hosts: readonly SandboxHost[];
  readonly servers: readonly SshHost[];
}

/**
 * Finds a network whose ports are free and opens its SSH servers.
 * The SSH port of the first address is the lock: of two sandboxes that start at once only one can listen there.
 */
export async function openHosts(options: SandboxOptions, log: (line: string) => void): Promise<OpenHosts> {
  let taken = '';
  for (const sshPort of SSH_PORTS) {
    for (const network of options.network === undefined ? candidateNetworks() : [options.network]) {
      const hosts = describeHosts(options.dir, network, options);
      const keys = makeSandboxKeys(hosts);
      const servers = hosts.map((host) => makeServer(options.dir, host, sshPort, keys, log));
      try {
        for (const server of servers) await server.listen();
        for (const { address, role } of hosts) {
          for (const port of PRODUCT_PORTS[role]) await probePort(address, port);
        }
        return { network, sshPort, keys, hosts, servers };
      } catch (error) {
        await Promise.all(servers.map((server) => server.close()));
        const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
        if (code !== 'EADDRINUSE') throw error;
        taken = `${address}:${port}`;
      }
    }
  }
  throw new Error(`no free network for the sandbox: ${taken} is in use`);
}

function* candidateNetworks(): Generator<string> {
  for (let second = 77; second < 80; second++) {
    for (let third = 1; third < 255; third++) yield `127.${second}.${third}`;
  }
}

function makeServer(
  dir: string,
  host: SandboxHost,
  port: number,
  keys: SandboxKeys,
  log: (line: string) => void,
): SshHost {
  const hostKey = keys.hosts.get(host.name);
  if (hostKey === undefined) throw new Error(`no host key for ${host.name}`);
  return new SshHost({ dir, host, port, hostKey, clientKey: keys.client, log });
}

function probePort(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, address, () => probe.close(() => resolve()));
  });
}
