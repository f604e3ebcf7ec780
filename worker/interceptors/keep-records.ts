import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { extendScope } from '../../activities/context.ts';
import type { RecordKeeper } from '../records/record-keeper.ts';

/** Gives activities the records of this worker, if it keeps any. */
export function keepRecords(records: RecordKeeper | undefined): readonly ActivityInterceptorsFactory[] {
  if (records === undefined) return [];
  return [
    ({ client }) => ({
      inbound: {
        execute: (input, next) =>
          extendScope({ keepEnded: (run) => records.keepEnded(client, run) }, () => next(input)),
      },
    }),
  ];
}
