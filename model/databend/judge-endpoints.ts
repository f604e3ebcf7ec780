import type { Finding } from '../step.ts';
import { withoutScheme } from './query-toml.ts';

/** The list of one Query node, as its file has it. */
export interface EndpointList {
  /** Alias. */
  readonly query: string;
  readonly file: string;
  /** `host:port`, some with a scheme. Absent: the file could not be read. */
  readonly endpoints?: readonly string[];
  /** Why it could not be read. */
  readonly why?: string;
}

export interface EndpointFacts {
  /** Endpoints of members that live now. */
  readonly living: readonly string[];
  /** Endpoints of those that are to go. */
  readonly leaving: readonly string[];
}

/**
 * A Query node works while any endpoint that it knows answers, and breaks when all of them are gone; what a running one knows
 * beside its file is not asked. So its file has to name a living member that stays, before anything is stopped.
 */
export function judgeEndpoints(list: EndpointList, { living, leaving }: EndpointFacts): Finding {
  const { query, file, endpoints } = list;
  if (endpoints === undefined) {
    return {
      gate: 'living-endpoint',
      severity: 'warning',
      subject: query,
      message: `the list of ${query} is not known: ${list.why ?? 'its file could not be read'}; the operation holds when it comes to it`,
    };
  }
  const named = [...new Set(endpoints.map(withoutScheme))];
  const kept = named.filter((endpoint) => !leaving.includes(endpoint));
  const alive = kept.filter((endpoint) => living.includes(endpoint));
  if (alive.length > 0) {
    const dead = kept.length - alive.length;
    return {
      gate: 'living-endpoint',
      severity: 'ok',
      subject: query,
      message: `${query} keeps ${alive.join(', ')}${dead === 0 ? '' : `, and ${dead} more that do not live`}`,
    };
  }
  const stay = living.filter((endpoint) => !leaving.includes(endpoint));
  const why =
    named.length === 0
      ? 'it names none'
      : kept.length === 0
        ? `it names only ${named.join(', ')}`
        : `of those that stay it names only ${kept.join(', ')}, which do not live`;
  return {
    gate: 'living-endpoint',
    severity: 'refusal',
    subject: query,
    message: `the list of ${query} would lead to no living meta node: ${why}`,
    // With nobody left to name there is nothing to write.
    next:
      stay.length === 0
        ? ['muster status']
        : [
            `endpoints = [${stay.map((endpoint) => `"${endpoint}"`).join(', ')}]   # in ${file} on ${query}`,
            `muster restart ${query}`,
          ],
  };
}
