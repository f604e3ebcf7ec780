import { z } from 'zod';
import { cleanDeep } from '../clean-text.ts';
import { type OperationRecord, RECORD_FORMAT } from './record.ts';

/** Only what every reader stands on: a field more is no reason to tell nothing. */
const SHAPE = z.object({
  format: z.number(),
  workflowId: z.string(),
  runId: z.string(),
  asOf: z.string(),
  events: z.number(),
  undo: z.array(z.object({ id: z.string(), title: z.string() })),
  progress: z.object({
    request: z.object({ id: z.string(), verb: z.string(), cluster: z.string(), nodes: z.array(z.string()) }),
    state: z.string(),
    startedAt: z.string(),
    steps: z.array(z.object({ id: z.string(), title: z.string(), state: z.string() })),
    verbs: z.array(z.object({ verb: z.string(), by: z.string(), at: z.string() })),
  }),
});

export type ParsedRecord =
  | { readonly ok: true; readonly record: OperationRecord }
  /** Why it cannot be read, to be put behind its name. */
  | { readonly ok: false; readonly why: string };

/** What is in the file of a record. Texts come from hosts and databases: nothing in them steers a terminal. */
export function parseRecord(text: string): ParsedRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: text.trim() === '' ? 'is empty' : 'is no JSON: it breaks off, or was edited' };
  }
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format === 'number' && format > RECORD_FORMAT)
    return { ok: false, why: `has format ${format}: it was written by a newer muster` };
  if (!SHAPE.safeParse(value).success) return { ok: false, why: 'is not the record of an operation' };
  return { ok: true, record: cleanDeep(value as OperationRecord) };
}
