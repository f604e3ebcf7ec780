import type { Client } from '@temporalio/client';
import { isMusterError, MusterError } from '../model/error.ts';
import { TASK_QUEUE } from '../model/operation.ts';
import type { LocalInfo } from '../worker/local/read-local.ts';
import type { ProbedOptions } from '../worker/server/probe-address.ts';

const CONNECT_LIMIT_MS = 3_000;

/** Connection to the Temporal that has the operations. */
export interface Link {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  /** Where the workers of muster look for work. */
  readonly taskQueue: string;
  /** Name of the client profile, when one was asked for. */
  readonly profile?: string;
  /** The instance of `muster up`, when it is that one. */
  readonly local?: LocalInfo;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Profile of temporal.toml. @default TEMPORAL_PROFILE, else `default` */
  readonly profile?: string | undefined;
}

/** What the user named in the environment wins; then the running local instance; then the profile of temporal.toml. */
export async function connect({ profile }: ConnectOptions = {}): Promise<Link> {
  const { readLocal } = await import('../worker/local/read-local.ts');
  const named = profile !== undefined || Boolean(process.env.TEMPORAL_ADDRESS) || Boolean(process.env.TEMPORAL_PROFILE);
  const local = named ? undefined : readLocal();
  if (local?.serverPid !== undefined) {
    return open({ connection: { address: local.address }, namespace: local.namespace, local });
  }
  const { readProfile } = await import('../worker/server/read-profile.ts');
  const found = readProfile(profile);
  if (found === undefined) {
    throw new MusterError(
      'TEMPORAL_DOWN',
      local === undefined ? 'No Temporal is known here' : 'The local Temporal is not running',
      {
        kind: 'transient',
        hint: 'muster up',
      },
    );
  }
  return open({ connection: found.connection, namespace: found.namespace, profile: found.name });
}

interface Target {
  readonly connection: ProbedOptions;
  readonly namespace: string;
  readonly profile?: string | undefined;
  readonly local?: LocalInfo;
}

async function open({ connection: options, namespace, profile, local }: Target): Promise<Link> {
  // Half a second of loading, so only here.
  const [{ Client }, { openConnection }] = await Promise.all([
    import('@temporalio/client'),
    import('../worker/server/open-connection.ts'),
  ]);
  const { address } = options;
  const connection = await openConnection(options, {
    address,
    namespace,
    profile,
    limitMs: CONNECT_LIMIT_MS,
    hint: local === undefined ? `check ${address}, or start one here: muster up` : 'muster up',
  });
  return {
    client: new Client({ connection, namespace }),
    address,
    namespace,
    taskQueue: local?.taskQueue ?? TASK_QUEUE,
    ...(profile !== undefined && { profile }),
    ...(local !== undefined && { local }),
    close: () => connection.close(),
  };
}

/** Connects, works, and closes whatever happens. */
export async function withLink<Result>(
  options: ConnectOptions,
  work: (link: Link) => Promise<Result>,
): Promise<Result> {
  const link = await connect(options);
  try {
    return await work(link);
  } catch (error) {
    if (isMusterError(error)) throw error;
    const { explainRefusal } = await import('../worker/server/explain-refusal.ts');
    throw explainRefusal(error, link) ?? error;
  } finally {
    await link.close();
  }
}
