import type { Client } from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import { DEFAULT_NAMESPACE, TASK_QUEUE } from '../model/operation.ts';
import type { LocalInfo } from '../worker/local/read-local.ts';

const CONNECT_LIMIT_MS = 3_000;

/** Connection to the Temporal that has the operations. */
export interface Link {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  /** Where the workers of muster look for work. */
  readonly taskQueue: string;
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
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const { connectionOptions, namespace } = readProfile(() =>
    loadClientConnectConfig(profile === undefined ? {} : { profile }),
  );
  if (connectionOptions.address === undefined) {
    throw new MusterError(
      'TEMPORAL_DOWN',
      local === undefined ? 'No Temporal is known here' : 'The local Temporal is not running',
      {
        kind: 'transient',
        hint: 'muster up',
      },
    );
  }
  return open({ connection: connectionOptions, namespace: namespace ?? DEFAULT_NAMESPACE });
}

function readProfile<Config>(read: () => Config): Config {
  try {
    return read();
  } catch (error) {
    throw new MusterError('BAD_INPUT', 'The client profile of Temporal cannot be read', {
      hint: 'see temporal.toml, TEMPORAL_PROFILE and TEMPORAL_CONFIG_FILE',
      cause: error,
    });
  }
}

interface Target {
  readonly connection: { readonly address?: string };
  readonly namespace: string;
  readonly local?: LocalInfo;
}

async function open({ connection: options, namespace, local }: Target): Promise<Link> {
  // Half a second of loading, so only here.
  const { Client, Connection } = await import('@temporalio/client');
  const address = options.address ?? '';
  try {
    const connection = await Connection.connect({ ...options, connectTimeout: CONNECT_LIMIT_MS });
    return {
      client: new Client({ connection, namespace }),
      address,
      namespace,
      taskQueue: local?.taskQueue ?? TASK_QUEUE,
      ...(local !== undefined && { local }),
      close: () => connection.close(),
    };
  } catch (error) {
    throw new MusterError(
      'TEMPORAL_DOWN',
      `Temporal at ${address} does not answer within ${CONNECT_LIMIT_MS / 1000} s`,
      {
        kind: 'transient',
        hint: local === undefined ? `check ${address}, or start one here: muster up` : 'muster up',
        cause: error,
      },
    );
  }
}

/** Connects, works, and closes whatever happens. */
export async function withLink<Result>(
  options: ConnectOptions,
  work: (link: Link) => Promise<Result>,
): Promise<Result> {
  const link = await connect(options);
  try {
    return await work(link);
  } finally {
    await link.close();
  }
}
