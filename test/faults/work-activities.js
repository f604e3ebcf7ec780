// Loaded by a worker process with --activities: operations that write down when they are at work, and take a moment.
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import { notYet } from '../../dist/activities/context.js';
import { createForemanEyes } from '../../dist/activities/foreman/foreman-eyes.js';
import { WRITE_RECORD } from '../../dist/model/record/record.js';

const { MUSTER_WORK_LOG: log } = process.env;

/** One write a line, so that the lines of several processes never mix. */
function note(word) {
  const { workflowId, runId } = activityInfo().workflowExecution;
  appendFileSync(log, `${word} ${workflowId.split('/').at(-1)} ${runId}\n`);
}

export function createActivities() {
  const eyes = Object.entries(createForemanEyes()).map(([name, look]) => [`muster.foreman.${name}`, look]);
  return {
    ...Object.fromEntries(eyes),
    [WRITE_RECORD]: async () => {},
    'test.work.once': async ({ node }) => {
      // For as long as the test goes on.
      if (node === 'held') throw notYet('held', 1_000);
      note('begin');
      await pause(Math.random() * 150);
      note('end');
      return { kind: 'reached', note: 'so' };
    },
  };
}
