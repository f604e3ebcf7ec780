import type { SandboxHost } from '../engine.ts';

/** The id of a Meta node is the number in its name. */
export function idOf({ name }: SandboxHost): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}

export function raftAddressOf({ address }: SandboxHost): string {
  return `${address}:28004`;
}

export function grpcAddressOf({ address }: SandboxHost): string {
  return `${address}:9191`;
}
