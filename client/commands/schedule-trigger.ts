import type { ErrorCode } from '../../model/error.ts';
import { ERROR_CODES } from '../../model/error.ts';
import type { FiringOutcome } from '../../model/schedule/schedule.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode, exitCodeOfError } from '../exit-codes.ts';
import { nameSchedule } from '../schedules/name-schedule.ts';
import { readSchedule } from '../schedules/read-schedule.ts';
import { triggerSchedule } from '../schedules/trigger-schedule.ts';
import { showTriggered } from '../screens/schedule-triggered.ts';
import type { Terminal } from '../terminal.ts';
import { whoami } from '../whoami.ts';
import type { ScheduleVerbOptions } from './schedule-verb.ts';

/** Lets it fire now, and says what became of that. */
export async function runScheduleTrigger(
  text: string,
  { file, profile, json = false, reason }: ScheduleVerbOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const { cluster, name } = await nameSchedule(link, text, file);
    const { input } = await readSchedule(link, cluster, name);
    const trigger = { by: whoami(), ...(reason !== undefined && { why: reason }) };
    const outcome = await triggerSchedule(link, input, trigger);
    if (json) terminal.json(outcome);
    else terminal.print(showTriggered(input.schedule, outcome, terminal.view()));
    return exitCodeOf(outcome);
  });
}

function exitCodeOf({ kind, code }: FiringOutcome): ExitCode {
  if (kind === 'started' || kind === 'queued') return EXIT.DETACHED;
  if (kind === 'skipped') return EXIT.BUSY;
  if (kind === 'missed') return EXIT.UNREACHABLE;
  return code !== undefined && code in ERROR_CODES ? exitCodeOfError(code as ErrorCode) : EXIT.FAILED;
}
