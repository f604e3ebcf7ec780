import type { FaultArgs } from '../host/host-faults.ts';
import type { ControlledSandbox } from './commands.ts';
import { fillData } from './model/fill-data.ts';

export interface StoreSummary {
  readonly keys: number;
  readonly lastLogIndex: number;
}

const MOST_KEYS = 100_000;

/** Writes so many more keys through the leader, `sandbox/1` …; without a count, says what there is. */
export async function fillStore(sandbox: ControlledSandbox, { keys }: FaultArgs): Promise<StoreSummary> {
  const leader = [...sandbox.hub.links].map(({ process }) => process).find(({ leading }) => leading !== undefined);
  if (leader === undefined) throw new Error('no Meta node leads');
  const count = Number(keys ?? 0);
  if (!Number.isInteger(count) || count < 0 || count > MOST_KEYS) {
    throw new Error(`keys is ${JSON.stringify(keys)}, expected a whole number from 0 to ${MOST_KEYS}`);
  }
  await new Promise<void>((resolve, reject) => {
    sandbox.clock.run(() =>
      fillData(leader, count, (complete) =>
        complete ? resolve() : reject(new Error('another node leads by now, not all was written')),
      ),
    );
  });
  const { kv } = leader.disk.state;
  return { keys: kv.size, lastLogIndex: leader.disk.log.at(-1)?.id.index ?? 0 };
}
