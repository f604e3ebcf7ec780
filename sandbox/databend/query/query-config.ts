import { asList, asTable, asText, type Table } from '../cli/read-toml.ts';

export interface QueryConfig {
  readonly httpHost: string;
  readonly httpPort: number;
  readonly endpoints: readonly string[];
  /** Seconds; 0: never. */
  readonly autoSync: number;
  /** Seconds. */
  readonly clientTimeout: number;
  /** By name; undefined: no password is needed. */
  readonly users: ReadonlyMap<string, string | undefined>;
}

/** As read in its defaults: without `auto_sync_interval` the list of the file is all it ever knows. */
export function readQueryConfig(top: Table): QueryConfig {
  const query = asTable(top['query']);
  const meta = asTable(top['meta']);
  // As read: without any of its own, root needs no password.
  const listed = Array.isArray(query['users']) ? query['users'].map(asTable) : [];
  const users = listed.length > 0 ? listed : [{ name: 'root', auth_type: 'no_password' }];
  return {
    httpHost: asText(query['http_handler_host']) ?? '127.0.0.1',
    httpPort: Number(asText(query['http_handler_port']) ?? 8000),
    endpoints: asList(meta['endpoints']),
    autoSync: Number(asText(meta['auto_sync_interval']) ?? 0),
    clientTimeout: Number(asText(meta['client_timeout_in_second']) ?? 4),
    users: new Map(
      users.map((user) => [
        asText(user['name']) ?? '',
        user['auth_type'] === 'no_password' ? undefined : (asText(user['auth_string']) ?? ''),
      ]),
    ),
  };
}
