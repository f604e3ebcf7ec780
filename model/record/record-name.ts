import type { OperationProgress } from '../operation.ts';

/** What the name of a record's file says. */
export interface RecordName {
  /** Without `.json` or `.txt`. */
  readonly base: string;
  readonly cluster: string;
  readonly id: string;
  /** It only says what an operation would do. */
  readonly plan: boolean;
}

const NAME = /^(\d{4}-\d\d-\d\d_\d{6}_(.+)_(plan-)?[a-z-]+?_([A-Za-z0-9-]+))\.json$/;

/** `2026-11-21_020000_prod_remove_7d32a077`, in UTC: names in their order are records in theirs. */
export function nameRecord({ request, startedAt }: Pick<OperationProgress, 'request' | 'startedAt'>): string {
  const at = new Date(startedAt).toISOString();
  const clock = at.slice(11, 19).replaceAll(':', '');
  return [
    at.slice(0, 10),
    clock,
    safe(request.cluster),
    request.mode === 'plan' ? `plan-${safe(request.verb)}` : safe(request.verb),
    safe(request.id).replaceAll(/[_.]/g, '-'),
  ].join('_');
}

/** `undefined` for a file that is something else. */
export function parseRecordName(file: string): RecordName | undefined {
  const [, base, cluster, plan, id] = NAME.exec(file) ?? [];
  if (base === undefined || cluster === undefined || id === undefined) return undefined;
  return { base, cluster, id, plan: plan !== undefined };
}

/** Whoever may write to the namespace must not choose where on the worker's disk it lands. */
function safe(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 80);
}
