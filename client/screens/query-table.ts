import type { DatabendStatus, QueryNodeStatus } from '../../model/databend/status.ts';
import { table } from './layout.ts';
import type { View } from './view.ts';

/** Query nodes of the file below the meta nodes; nothing where there are none. */
export function showQueries({ queries }: DatabendStatus, view: View): readonly string[] {
  if (queries.length === 0) return [];
  const { style } = view;
  const head = ['NODE', 'ADDRESS', 'ROLE', 'SERVES', 'ENDPOINTS', 'AUTO-SYNC'].map((title) => style.dim(title));
  const rows = queries.map((node) => [
    node.alias,
    node.handle,
    'query',
    describeServing(node, view),
    describeEndpoints(node, view),
    node.autoSync === undefined ? '?' : node.autoSync === 0 ? 'off' : `${node.autoSync} s`,
  ]);
  return ['', ...table([head, ...rows])];
}

function describeServing({ serves }: QueryNodeStatus, { style }: View): string {
  if (serves === undefined) return '?';
  return serves === 'yes' ? style.green(serves) : style.red(serves);
}

function describeEndpoints({ endpoints }: QueryNodeStatus, { style }: View): string {
  if (endpoints === undefined) return '?';
  const living = endpoints.filter(({ lives }) => lives === true).length;
  const text = `${living} of ${endpoints.length} live`;
  if (living === 0) return style.red(text);
  return living < endpoints.length ? style.yellow(text) : text;
}
