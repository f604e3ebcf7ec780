import type { Finding } from '../step.ts';

/** One after the other is restarted while the others answer; with a single one nobody does. */
export function judgeOnlyQuery(queries: readonly string[], restarting: readonly string[]): readonly Finding[] {
  const [only, ...others] = queries;
  if (only === undefined || others.length > 0 || !restarting.includes(only)) return [];
  return [
    {
      gate: 'only-query',
      severity: 'warning',
      subject: only,
      message: `${only} is the only Query node of the cluster file: no query is answered while it restarts`,
    },
  ];
}
