import { Connection, type ConnectionOptions } from '@temporalio/client';
import { MusterError } from '../../model/error.ts';
import { type AskedServer, explainRefusal } from './explain-refusal.ts';
import { probeAddress, type ProbedOptions } from './probe-address.ts';

export interface OpenOptions extends AskedServer {
  readonly limitMs: number;
  /** Where nothing answers: what to do. */
  readonly hint: string;
}

/** A connection to a server that has answered, or the reason in one line. */
export async function openConnection(
  connection: ProbedOptions & ConnectionOptions,
  options: OpenOptions,
): Promise<Connection> {
  try {
    return await Connection.connect({ ...connection, connectTimeout: options.limitMs });
  } catch (error) {
    const refused = explainRefusal(error, options);
    if (refused !== undefined) throw refused;
    const reason = await probeAddress(connection);
    const said = `Temporal at ${options.address} does not answer within ${options.limitMs / 1000} s`;
    throw new MusterError('TEMPORAL_DOWN', reason === undefined ? said : `${said}: ${reason}`, {
      kind: 'transient',
      hint: options.hint,
      cause: error,
    });
  }
}
