import type { SshTarget } from '../../model/cluster.ts';
import type { ClockReading } from '../../model/starrocks/judge-clock.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

/** Good enough to say anything about 5 s; a first call may also have had to log in. */
const DOUBT_MS = 250;
const LOOKS = 3;

/** How far the host's clock is from the worker's: asked half-way through the call, so half of it is the doubt. */
export async function readClock(tools: Tools, target: SshTarget): Promise<ClockReading | undefined> {
  let best: ClockReading | undefined;
  for (let look = 1; look <= LOOKS && (best?.doubtMs ?? Infinity) > DOUBT_MS; look += 1) {
    const begun = Date.now();
    const { stdout } = await runScript(tools.ssh, target, 'date +%s%3N', {
      limitMs: 15_000,
      what: 'reading the clock',
    });
    const doubtMs = Math.ceil((Date.now() - begun) / 2);
    // A date without %N prints something else.
    if (!/^\d{13}$/.test(stdout.trim())) return undefined;
    if (doubtMs < (best?.doubtMs ?? Infinity)) best = { aheadMs: Number(stdout) - begun - doubtMs, doubtMs };
  }
  return best;
}
