import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';
import { IDENTIFY } from './identify.ts';

const STILL_THERE = 22;

const AWAIT = `${IDENTIFY}
note=$1 tenths=$2
[ -e "$note" ] && read -r pid started < "$note" || exit 0
while [ "$(identify "$pid")" = "$started" ]; do
  [ "$tenths" -gt 0 ] || { echo "$pid"; exit ${STILL_THERE}; }
  tenths=$((tenths - 1)); sleep 0.1
done
rm -f -- "$note"
`;

export interface EndingOptions {
  /** Where `stopProcess` has written it. */
  readonly note: string;
  /** How long it may still take, in ms. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Before a start: what was told to end runs on for a while, and whoever told it may have been cut off before it was gone. Taken for
 * one that runs, it would end right after, with nobody to start it again.
 */
export async function awaitEnding(
  pool: SshPool,
  target: SshTarget,
  { note, limitMs, signal }: EndingOptions,
): Promise<void> {
  const { stdout, code } = await runScript(pool, target, AWAIT, {
    args: [note, String(Math.ceil(limitMs / 100))],
    limitMs: limitMs + 20_000,
    what: 'waiting for what was told to end',
    signal,
    allowedCodes: [0, STILL_THERE],
  });
  if (code === 0) return;
  const pid = stdout.trim();
  throw new MusterError(
    'COMMAND_TIMEOUT',
    `Process ${pid} on ${target.host} was told to end and is still there: nothing is started before it has ended`,
    {
      kind: 'refused',
      hint: `${sshCommand(target)} ps -ww -p ${pid} -o stat,etime,args   # end it, then: muster ops retry`,
    },
  );
}
