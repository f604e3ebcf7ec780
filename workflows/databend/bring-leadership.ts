import type { AwaitLedInput, Led } from '../../activities/databend/await-led.ts';
import type { Metas } from '../../activities/databend/metas.ts';
import type { TransferInput, Transferred } from '../../activities/databend/transfer.ts';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import type { Operation } from '../core/procedure.ts';
import { refer } from '../core/references.ts';

const metas = refer<Metas>('databend.metas');

/** An election after a transfer that failed takes up to 3 s (recorded on 1.2.888); a probe each half second. */
const ELECTION = { tries: 120 };
/** Whoever is asked for may lose the election that follows. */
const ROUNDS = 3;

export interface LeadershipWish {
  readonly cluster: DatabendCluster;
  /** Alias of the one that is to lead. @default the furthest of those that may */
  readonly to?: string;
  /** Names of those that must not lead. */
  readonly not?: readonly string[];
}

/** Brings the leadership to where it is wanted, verified by a majority's own words. Gives who leads; nothing in a plan. */
export async function bringLeadership(op: Operation, wish: LeadershipWish): Promise<string | undefined> {
  let leader: string | undefined;
  await op.block(async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const sent = await op.change<TransferInput, Transferred>(
        'transfer',
        wish.to === undefined ? 'Hand the leadership over' : `Hand the leadership over to ${wish.to}`,
        metas.transfer,
        wish,
        { disruptive: 'leader' },
      );
      const before = sent?.sent === true ? { from: sent.from, term: sent.term } : undefined;
      const led = await op.wait<AwaitLedInput, Led>(
        'led',
        'Wait until a majority follows the new leader',
        metas.awaitLed,
        { ...wish, ...(before !== undefined && { before }), last: round === ROUNDS },
        ELECTION,
      );
      leader = led?.leader;
      if (led === undefined || led.wanted) return;
    }
  });
  return leader;
}
