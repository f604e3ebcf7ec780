import { existsSync } from 'node:fs';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { MusterError } from '../../model/error.ts';
import { DEFAULT_NAMESPACE } from '../../model/operation.ts';

/** What the standard client profile says: the same file and variables that Temporal's own tools read. */
export interface TemporalProfile {
  /** Name, when one was asked for. */
  readonly name: string | undefined;
  readonly connection: NativeConnectionOptions & { readonly address: string };
  readonly namespace: string;
}

/** Undefined when neither the file nor a variable names an address. */
export function readProfile(name?: string, env: NodeJS.ProcessEnv = process.env): TemporalProfile | undefined {
  const file = env.TEMPORAL_CONFIG_FILE;
  // The library passes over a file that is not there, also over one that was asked for by name.
  if (file !== undefined && file !== '' && !existsSync(file)) {
    throw new MusterError('BAD_INPUT', `TEMPORAL_CONFIG_FILE names ${file}, which does not exist`);
  }
  const { connectionOptions, namespace } = load(name, env);
  if (!connectionOptions.address) return undefined;
  return {
    name: name ?? env.TEMPORAL_PROFILE,
    connection: { ...connectionOptions, address: connectionOptions.address },
    namespace: namespace || DEFAULT_NAMESPACE,
  };
}

function load(name: string | undefined, env: NodeJS.ProcessEnv): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({
      overrideEnvVars: givenVariables(env),
      ...(name !== undefined && { profile: name }),
    });
  } catch (error) {
    throw new MusterError('BAD_INPUT', 'The client profile of Temporal cannot be read', {
      hint: 'see temporal.toml, TEMPORAL_PROFILE and TEMPORAL_CONFIG_FILE; docs/temporal.md has an example',
      cause: error,
    });
  }
}

/** A variable that is set to nothing says nothing: compose files and unit files pass such on. */
function givenVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}
