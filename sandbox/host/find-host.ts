import type { SandboxHost } from '../engine.ts';

export function findHost(hosts: readonly SandboxHost[], name: unknown): SandboxHost {
  const found = hosts.find((host) => host.name === name);
  if (found !== undefined) return found;
  const names = hosts.map((host) => host.name).join(', ');
  throw new Error(`no node ${JSON.stringify(name)} in this sandbox, there are ${names}`);
}
