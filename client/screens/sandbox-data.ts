import { formatBytes } from '../../model/describe-action.ts';
import { table } from './layout.ts';
import type { View } from './view.ts';

/** As the sandbox describes its data. */
export interface SandboxData {
  readonly databases: readonly {
    readonly name: string;
    readonly tables: number;
    readonly tablets: number;
    readonly replicas: number;
    readonly bytes: number;
  }[];
  readonly backends: readonly { readonly address: string; readonly tablets: number; readonly bytes: number }[];
  readonly recycled: number;
}

export function describeSandboxData(
  { databases, backends, recycled }: SandboxData,
  { style }: View,
): readonly string[] {
  const next = `${style.dim('next:')} muster sandbox ${backends.length === 0 ? 'backends 3' : 'data --tables 4'}`;
  if (databases.length === 0) return ['There are no tables.', next];
  const heads = (...titles: readonly string[]) => titles.map((title) => style.dim(title));
  return [
    ...table(
      [
        heads('DATABASE', 'TABLES', 'TABLETS', 'REPLICAS', 'BYTES'),
        ...databases.map((one) => [
          ...[one.name, String(one.tables), String(one.tablets), String(one.replicas), formatBytes(one.bytes)],
        ]),
      ],
      [1, 2, 3, 4],
    ),
    ...(recycled === 0 ? [] : [`${recycled} tablets of dropped tables are in the recycle bin`]),
    '',
    ...table(
      [
        heads('BACKEND', 'REPLICAS', 'BYTES'),
        ...backends.map(({ address, tablets, bytes }) => [address, String(tablets), formatBytes(bytes)]),
      ],
      [1, 2],
    ),
  ];
}
