import type { SecretRef } from './cluster.ts';

/** As it is written in the cluster file. */
export function describeSecret(ref: SecretRef): string {
  switch (ref.from) {
    case 'env':
      return `env:${ref.name}`;
    case 'file':
      return `file:${ref.path}`;
    case 'exec':
      return `exec:${ref.command.join(' ')}`;
  }
}

/** Which references a worker follows: its own say, because whoever may submit an operation writes the cluster file. */
export interface SecretPolicy {
  /** MUSTER_SECRETS, comma-separated. @default env,file,exec */
  readonly kinds: readonly string[];
  /** MUSTER_SECRET_COMMANDS, absolute paths, comma-separated. @default none: nothing is run */
  readonly programs: readonly string[];
}

export function readSecretPolicy(env: Readonly<Record<string, string | undefined>>): SecretPolicy {
  return {
    kinds: splitList(env.MUSTER_SECRETS ?? 'env,file,exec'),
    programs: splitList(env.MUSTER_SECRET_COMMANDS ?? ''),
  };
}

/** The variable of the worker, with its value, that would let it follow the reference; nothing when it does already. */
export function findMissingPermission(ref: SecretRef, { kinds, programs }: SecretPolicy): string | undefined {
  if (!kinds.includes(ref.from)) return `MUSTER_SECRETS=${[...kinds, ref.from].join(',')}`;
  if (ref.from !== 'exec') return undefined;
  const [program = ''] = ref.command;
  return programs.includes(program) ? undefined : `MUSTER_SECRET_COMMANDS=${[...programs, program].join(',')}`;
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
