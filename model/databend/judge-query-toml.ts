import { isMusterError } from '../error.ts';
import type { Finding, Severity } from '../step.ts';
import { type MetaSpec, metaEndpoint, type QuerySpec } from './cluster-spec.ts';
import { type QuerySettings, readQueryToml, withoutScheme } from './query-toml.ts';

export interface EndpointFacts {
  /** The members, as the cluster file has them. */
  readonly members: readonly MetaSpec[];
  /** Endpoints that do not answer. @default none is known to */
  readonly silent?: readonly string[];
}

/** Whom a Query node would ask when it starts. Nothing wrong: one finding that says so. */
export function judgeQueryToml(node: QuerySpec, text: string, facts: EndpointFacts): readonly Finding[] {
  try {
    return judgeSettings(node, readQueryToml(text, node.file), facts);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return [say(node, 'refusal', error.message)];
  }
}

function judgeSettings(
  node: QuerySpec,
  { endpoints: written, autoSyncInterval }: QuerySettings,
  { members, silent = [] }: EndpointFacts,
): readonly Finding[] {
  const endpoints = written.map(withoutScheme);
  const wanted = members.map(metaEndpoint);
  const list = `endpoints = [${wanted.map((endpoint) => `"${endpoint}"`).join(', ')}]   # in [meta] of ${node.file}`;
  if (endpoints.length === 0) {
    return [say(node, 'refusal', `${node.file} names no meta node: endpoints of [meta] is empty or absent`, list)];
  }
  const found: Finding[] = [];
  if (endpoints.every((endpoint) => silent.includes(endpoint))) {
    const message = `no endpoint in ${node.file} answers: ${endpoints.join(', ')}`;
    found.push(say(node, 'refusal', message, list));
  }
  const strangers = endpoints.filter((endpoint) => !wanted.includes(endpoint));
  if (strangers.length > 0) {
    const message = `${node.file} names ${strangers.join(', ')}, which the cluster file does not have`;
    found.push(say(node, 'warning', message, list));
  }
  const missing = wanted.filter((endpoint) => !endpoints.includes(endpoint));
  if (missing.length > 0) {
    const message = `${node.file} does not name ${missing.join(', ')}: with the others gone its Query node cannot start`;
    found.push(say(node, 'warning', message, list));
  }
  if (found.length > 0) return found;
  const refreshed =
    autoSyncInterval > 0
      ? `it asks every ${autoSyncInterval} s who the members are`
      : 'it learns of others only by a restart (auto_sync_interval is 0)';
  return [say(node, 'ok', `${node.file} names every meta node; ${refreshed}`)];
}

function say(node: QuerySpec, severity: Severity, message: string, ...next: readonly string[]): Finding {
  return { gate: 'endpoints', severity, subject: node.alias, message, ...(next.length > 0 && { next }) };
}
