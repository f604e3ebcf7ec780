import { MusterError } from '../error.ts';
import { editToml } from '../toml/edit-toml.ts';
import { lookUp, readToml } from '../toml/read-toml.ts';

export interface QuerySettings {
  /** Meta nodes by what they advertise, `host:port`. */
  readonly endpoints: readonly string[];
  /** Seconds between two looks at who the members are; 0: never, the file alone counts (as read, the default). */
  readonly autoSyncInterval: number;
}

const ENDPOINTS = ['meta', 'endpoints'];

export function readQueryToml(text: string, name?: string): QuerySettings {
  const file = readToml(text, name);
  const endpoints = lookUp(file, ENDPOINTS);
  const interval = lookUp(file, ['meta', 'auto_sync_interval']);
  return {
    endpoints: Array.isArray(endpoints) ? endpoints.filter((item) => typeof item === 'string') : [],
    autoSyncInterval: typeof interval === 'number' ? interval : 0,
  };
}

export interface EndpointChange {
  readonly add?: string;
  readonly remove?: string;
  /** Endpoints of the members when the change is done: what the list is filled from should nothing be left in it. */
  readonly members: readonly string[];
  /** The list may be left without anybody, as it was before the first one came. @default false */
  readonly emptied?: boolean;
}

/** The list of a Query node with one endpoint more or less, in its order. It is read when the Query node starts. */
export function editEndpointList(
  text: string,
  { add, remove, members, emptied = false }: EndpointChange,
  name = 'the file',
): string {
  const present = readQueryToml(text, name).endpoints;
  const kept = present.filter((endpoint) => withoutScheme(endpoint) !== remove);
  const there = kept.map(withoutScheme);
  const wanted = add === undefined || there.includes(add) ? kept : [...kept, add];
  const others = wanted.length > 0 ? wanted : members.filter((endpoint) => endpoint !== remove);
  if (others.length === 0 && !emptied) {
    throw new MusterError('CHECK_REFUSED', `${name} would name no meta node any more: its Query node could not work`, {
      hint: 'add a meta node first, or change the list by hand',
    });
  }
  return editToml(text, [{ path: ENDPOINTS, value: others }], name);
}

/** The product takes `host:port`; older files have it with a scheme. */
export function withoutScheme(endpoint: string): string {
  return endpoint.replace(/^https?:\/\//, '');
}
