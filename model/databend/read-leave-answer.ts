/** What `databend-meta --leave-id` came to, by its exit code and what it said. */
export type LeaveAnswer =
  /** It says nothing; it says the same of an id that nobody has. */
  | { readonly kind: 'left' }
  /** That id leads, or it is the last voter: nothing happened. */
  | { readonly kind: 'leads' }
  /** A change of the membership waits for its majority, ours or somebody else's: nothing was added to it. */
  | { readonly kind: 'in-progress' }
  /** Nobody who was asked knows a leader: nothing happened. */
  | { readonly kind: 'leaderless' }
  /** Nobody who was asked could be connected to: nothing happened. */
  | { readonly kind: 'unreached'; readonly said: string }
  /** What answered is no raft port, or the program takes no such flag: nothing happened. */
  | { readonly kind: 'refused'; readonly said: string }
  /** Its limit ended it: the change may be there, as a joint configuration that no status shows. */
  | { readonly kind: 'timed-out' }
  /** Something else: it may have happened. */
  | { readonly kind: 'unknown'; readonly said: string };

/** Of `timeout`: the limit passed; with KILL when TERM did not help. */
const TIMED_OUT: readonly number[] = [124, 137];
/** Of the parser of its flags, and of a shell that finds no program. */
const NOT_BEGUN: readonly number[] = [2, 126, 127];

/** With several addresses each error counts: one that may have been taken outweighs those that were not (as recorded on 1.2.888). */
export function readLeaveAnswer(code: number, stderr: string): LeaveAnswer {
  if (code === 0) return { kind: 'left' };
  if (TIMED_OUT.includes(code)) return { kind: 'timed-out' };
  const said = firstError(stderr);
  if (NOT_BEGUN.includes(code)) return { kind: 'refused', said };
  const answers = splitErrors(said).map((error) => readError(error));
  const rank = (one: LeaveAnswer) => WEIGHT.indexOf(one.kind);
  return [...answers].sort((a, b) => rank(a) - rank(b))[0] ?? { kind: 'unknown', said };
}

const WEIGHT: readonly LeaveAnswer['kind'][] = [
  'unknown',
  'in-progress',
  'leads',
  'leaderless',
  'refused',
  'unreached',
];

/** With a backtrace switched on a long one follows. */
function firstError(stderr: string): string {
  const lines = stderr.split('\n');
  const line = lines.find((one) => /^error:/i.test(one.trim())) ?? lines.find((one) => one.trim() !== '') ?? '';
  return line.trim().slice(0, 2_000);
}

/** `… caused by errors: <one> while: leave 2 via: <address>; source: <why>, <another> while: …` */
function splitErrors(said: string): readonly string[] {
  const [, causes = ''] = /caused by errors: (.*)$/.exec(said) ?? [];
  const [first = '', ...rest] = causes.split(/ while: leave \d+ via: /);
  let error = first;
  return rest.map((chunk) => {
    const [, source = '', next = ''] = /^[^;,\s]+((?:; source: [^,]*)*)(?:, (.*))?$/.exec(chunk) ?? [];
    const whole = error + source;
    error = next;
    return whole;
  });
}

function readError(said: string): LeaveAnswer {
  if (said.includes('leave-via-self')) return { kind: 'leads' };
  if (said.includes('"InProgress"')) return { kind: 'in-progress' };
  if (said.includes('CanNotForward')) return { kind: 'leaderless' };
  if (said.includes('tcp connect error') || said.includes('dns error')) return { kind: 'unreached', said };
  if (said.includes('status: Unimplemented') || said.includes('invalid compression flag'))
    return { kind: 'refused', said };
  return { kind: 'unknown', said };
}
