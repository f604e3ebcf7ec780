import type { Diagnosis } from '../../diagnosis.ts';
import type { LongProgress } from '../../progress.ts';
import type { NodeLook } from './look-at-drain.ts';

type Stall = LongProgress['stall'];
type Waiting = Extract<NodeLook, { kind: 'draining' }>;

/** The backends of a look in which nothing has moved for the settling time. */
export function findQuiet(looks: readonly NodeLook[]): readonly Waiting[] {
  return looks.filter((look): look is Waiting => look.kind === 'draining' && look.quiet);
}

/** Heavy statements are asked when the settling time has run out, and each time that it has run out again; never in between. */
export function isDiagnosisDue(
  quiet: readonly Waiting[],
  { known, before, now, settleMs }: { known: Stall; before: number | undefined; now: number; settleMs: number },
): boolean {
  if (quiet.length === 0) return false;
  if (known === undefined || before === undefined) return true;
  return quiet.some(({ record: { progressAt } }) => {
    const rounds = (at: number) => Math.floor((at - progressAt) / settleMs);
    return rounds(now) > rounds(before);
  });
}

/** The stall as it is from now on: it began with the last progress, and its cause may change. */
export function makeStall(quiet: readonly Waiting[], diagnosis: Diagnosis, known: Stall): NonNullable<Stall> {
  const since = Math.min(...quiet.map(({ record }) => record.progressAt));
  return { ...diagnosis, since: known?.since ?? new Date(since).toISOString(), nodes: namesOf(quiet) };
}

/** The same stall, of those that stand still now. */
export function keepStall(quiet: readonly Waiting[], known: NonNullable<Stall>): NonNullable<Stall> {
  return { ...known, nodes: namesOf(quiet) };
}

function namesOf(quiet: readonly Waiting[]): readonly string[] {
  return quiet.map(({ node }) => node);
}

/** That the product waits before it goes on is no news. */
export function isNews(before: Stall, after: Stall): boolean {
  return tellable(before) !== tellable(after);
}

function tellable(stall: Stall): string {
  return stall === undefined || stall.cause === 'settling' ? '' : stall.cause;
}
