import type { InjectedSinks } from '@temporalio/worker';
import type { RecordSinks } from '../../workflows/core/tell-record.ts';
import type { RecordKeeper } from './record-keeper.ts';

/** What a workflow tells is written down here; without a keeper it is heard and forgotten. */
export function recordSinks(keeper: RecordKeeper | undefined): InjectedSinks<RecordSinks> {
  return {
    records: {
      note: {
        // A replay tells nothing new.
        callDuringReplay: false,
        fn: ({ workflowId, runId, historyLength }, note) => keeper?.note({ workflowId, runId }, historyLength, note),
      },
    },
  };
}
