import type { FiringInput, IfBusy, ScheduleFacts } from '../../model/schedule/schedule.ts';
import { limitsBothDays } from '../../model/schedule/cron.ts';
import { MusterError } from '../../model/error.ts';
import { readTiming } from '../../model/schedule/timing.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadCluster } from '../load-cluster.ts';
import { checkName } from '../schedules/name-schedule.ts';
import { makeTemplate } from '../schedules/make-template.ts';
import { showCreated } from '../screens/schedule-created.ts';
import type { Terminal } from '../terminal.ts';
import { whoami } from '../whoami.ts';

export interface ScheduleCreateOptions {
  readonly file?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly cron?: string | undefined;
  readonly at?: string | undefined;
  /** @default that of the cluster file, else of this machine */
  readonly timezone?: string;
  readonly ifBusy: string;
  /** ms */
  readonly catchUp: number;
  readonly why?: string;
}

/** Everything that can be wrong is said before anything is made. */
export async function runScheduleCreate(
  name: string,
  words: readonly string[],
  flags: ScheduleCreateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { json = false, why, catchUp: catchUpMs } = flags;
  checkName(name);
  const ifBusy = readIfBusy(flags.ifBusy);
  const now = Date.now();
  const loaded = await loadCluster(flags.file);
  const timezone =
    flags.timezone ?? loaded.cluster.windows?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const timing = readTiming({ cron: flags.cron, at: flags.at, timezone }, now);
  const { request, source } = await makeTemplate(words, loaded);
  const { style } = terminal.view();
  if (loaded.notice !== undefined) terminal.warn(style.dim(loaded.notice));
  const schedule: ScheduleFacts = {
    name,
    cluster: loaded.cluster.name,
    timing: timing.timing,
    command: words,
    ifBusy,
    catchUpMs,
    by: whoami(),
    createdAt: new Date(now).toISOString(),
    ...(why !== undefined && { why }),
    source,
  };
  const [{ createSchedule }, { addUsedIds }, { findPollers }, { readSchedule }, { findNext }] = await Promise.all([
    import('../schedules/create-schedule.ts'),
    import('../schedules/add-used-ids.ts'),
    import('../find-pollers.ts'),
    import('../schedules/read-schedule.ts'),
    import('../schedules/view-schedule.ts'),
  ]);
  return await withLink({ profile: flags.profile }, async (link) => {
    const input: FiringInput = { schedule, request: await addUsedIds(link, request) };
    await createSchedule(link, input, timing);
    const workers = await findPollers(link).catch(() => []);
    // It is made: what the server says of it now is only told.
    const known = await readSchedule(link, schedule.cluster, name).catch(() => undefined);
    const next =
      known === undefined
        ? timing.next.map((time) => new Date(time).toISOString())
        : findNext(known.description, timing.timing, now);
    if (json) terminal.json({ ...schedule, next, worker: workers.length > 0 });
    else {
      const notes = {
        noWorker: workers.length === 0,
        bothDays: 'cron' in timing && limitsBothDays(timing.cron),
      };
      terminal.print(showCreated(schedule, request.nodes, next, notes, terminal.view()));
    }
    return EXIT.DONE;
  });
}

function readIfBusy(text: string): IfBusy {
  if (text === 'skip' || text === 'queue') return text;
  throw new MusterError('BAD_INPUT', `--if-busy is ${JSON.stringify(text)}, expected skip or queue`);
}
