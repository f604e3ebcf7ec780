import { z } from 'zod';
import type { Engine } from '../cluster.ts';
import { databendFileSchema } from './databend-schema.ts';
import { starRocksFileSchema } from './starrocks-schema.ts';

const SCHEMAS = { starrocks: starRocksFileSchema, databend: databendFileSchema } as const satisfies Readonly<
  Record<Engine, unknown>
>;

/** By what the file says of itself; of one that says nothing that is known, one whose complaint names all engines. */
export function chooseSchema(value: unknown): (typeof SCHEMAS)[Engine] {
  const engine = (value as { readonly engine?: unknown } | null | undefined)?.engine;
  return engine === 'databend' ? SCHEMAS.databend : SCHEMAS.starrocks;
}

/** JSON Schema for editors, of the draft that all of them read; made from what the loader itself checks. */
export function clusterFileJsonSchema(): unknown {
  const either = z.union([SCHEMAS.starrocks, SCHEMAS.databend]).meta({ title: 'Cluster file of muster' });
  return z.toJSONSchema(either, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
}
