export const PROGRAMS = ['databend-meta', 'databend-metactl', 'databend-query'] as const;
export type Program = (typeof PROGRAMS)[number];

export interface PackageOptions {
  /** The node binary that stands in for the product's programs. */
  readonly node: string;
  /** Path of the compiled program by the name of the product's. */
  readonly programs: Readonly<Record<Program, string>>;
  /** Where the sandbox's own process listens, for each kind of them. */
  readonly sockets: { readonly meta: string; readonly query: string };
  readonly speed: number;
}

/** What stands for a program of the product: a process of the name that it was called by. */
export function writeLauncher(name: Program, { node, programs, sockets, speed }: PackageOptions): string {
  return `#!/usr/bin/env bash
export SANDBOX_ENGINE='${sockets.meta}' SANDBOX_QUERIES='${sockets.query}' SANDBOX_SPEED='${speed}'
# Not the program's: the options of the caller's node are not for this one.
unset NODE_OPTIONS
exec -a "$0" '${node}' --max-old-space-size=64 '${programs[name]}' "$@"
`;
}
