import { MusterError } from '../../model/error.ts';
import { findGrpcError, GRPC } from './grpc-code.ts';

export interface AskedServer {
  readonly address: string;
  readonly namespace: string;
  /** Name of the client profile, when one was asked for. */
  readonly profile?: string | undefined;
}

/** What the server says no to, with the next command; undefined when it did not answer, or it is about something else. */
export function explainRefusal(error: unknown, asked: AskedServer): MusterError | undefined {
  const refusal = findGrpcError(error);
  const missing = missingNamespace(error, refusal?.details);
  if (missing !== undefined) {
    return new MusterError(
      'TEMPORAL_UNPREPARED',
      `Temporal at ${asked.address} has no namespace "${asked.namespace}"`,
      {
        hint: prepareCommand(asked),
        cause: error,
      },
    );
  }
  if (refusal === undefined) return undefined;
  const { code, details } = refusal;
  if (code === GRPC.UNAUTHENTICATED) {
    return new MusterError('TEMPORAL_AUTH', `Temporal at ${asked.address} does not accept who we are`, {
      hint: 'check the API key or the certificate of the client profile: TEMPORAL_API_KEY, or api_key and tls in temporal.toml',
      cause: error,
    });
  }
  if (code === GRPC.PERMISSION_DENIED) {
    return new MusterError(
      'TEMPORAL_AUTH',
      `Temporal at ${asked.address} does not allow this in "${asked.namespace}"`,
      {
        hint: 'ask who runs Temporal for write access to that namespace, or choose another one with TEMPORAL_NAMESPACE',
        cause: error,
      },
    );
  }
  // As said by 1.31.2: "Namespace muster has no mapping defined for search attribute MusterCluster".
  if (code === GRPC.INVALID_ARGUMENT && /search attribute/i.test(details)) {
    return new MusterError('TEMPORAL_UNPREPARED', `The namespace "${asked.namespace}" lacks a search attribute`, {
      hint: prepareCommand(asked),
      cause: error,
    });
  }
  return undefined;
}

export function prepareCommand({ profile }: Pick<AskedServer, 'profile'>): string {
  return profile === undefined ? 'muster prepare' : `muster prepare --profile ${profile}`;
}

function missingNamespace(error: unknown, details: string | undefined): true | undefined {
  if (error instanceof Error && error.name === 'NamespaceNotFoundError') return true;
  return details !== undefined && /^namespace .* (is )?not found/i.test(details) ? true : undefined;
}
