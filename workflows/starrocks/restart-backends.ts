import type { HealthyInput } from '../../activities/starrocks/backend/await-healthy.ts';
import type { BackendBefore } from '../../activities/starrocks/backend/look-before.ts';
import type { RestartBackendsInput, RestartOrder } from '../../activities/starrocks/backend/survey-restart.ts';
import type { Backends } from '../../activities/starrocks/backends.ts';
import type { SetKnobsInput } from '../../activities/starrocks/knobs/set-knobs.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { BALANCE, COLOCATE_BALANCE, type KnobSetting } from '../../model/starrocks/knobs/knobs.ts';
import { type Operation, type ProcedureInput, procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { keepSupervisor, supervisedBy } from './keep-supervisor.ts';

const backends = refer<Backends>('starrocks.backends');

const MISSING = 'a node is stopped, and the balancing of tablets is switched off until it serves again';

/** Half an hour at a probe every 2 s: a backend with much on its disks reads it all before it serves. */
const PATIENCE = { tries: 900 };

/** Two hours at a look every 30 s. */
const CATCHING_UP = { tries: 240, skippable: 'some tablets may have a copy less while the next one is restarted' };

const STOP = { id: 'stop', title: 'Stop its process, when what runs there has ended' };

/** Otherwise the leader would begin to move tablets to where there is room, which is where they come from. */
const SWITCHES = [BALANCE, COLOCATE_BALANCE] as const;

interface OneInput {
  readonly cluster: StarRocksCluster;
  readonly node: string;
}

/** Restarts backends, or compute nodes, one after the other, each serving and its tablets healthy before the next one is stopped. */
export const restartBackends = procedure<StarRocksCluster>({
  async run(op, input) {
    const { cluster, nodes } = input;
    const survey = await op.check<RestartBackendsInput, RestartOrder>(
      'cluster',
      'Find the order, and whether the others can spare one',
      backends.surveyRestart,
      { cluster, nodes },
    );
    const order = survey?.order ?? nodes;
    op.settle(order);
    await op.each(order, async (node) => {
      await op.check('host', 'Check its host', backends.checkRestartHost, { cluster, node });
    });
    await op.each(order, (node) => restartOne(op, input, { cluster, node }));
  },

  /** The switches come last: what is down is started first. */
  async undo(op, input) {
    const { cluster, nodes } = input;
    await op.each(nodes, async (node) => {
      const at = { cluster, node, ...supervisedBy(input, node) };
      await op.takeBack(['stop'], 'start', 'Start it again', backends.start, at);
      await op.takeBack(['switches'], 'restore', 'Put the switches back', backends.restoreKnobs, toRestoring(cluster), {
        skippable: 'the switches stay as they are; the notes on the frontends say what they were',
      });
    });
  },
});

async function restartOne(op: Operation, input: ProcedureInput<StarRocksCluster>, at: OneInput): Promise<void> {
  await op.untilOpen(STOP);
  const before = await op.check<OneInput, BackendBefore>(
    'before',
    'Check that the others serve and can spare it',
    backends.lookBefore,
    at,
  );
  keepSupervisor(input, at.node, before);
  const holdsData = findRole(at) === 'be';
  let held: readonly KnobSetting[] | undefined;
  await op.block(async () => {
    await op.guard(
      {
        unpausable: MISSING,
        lost: () =>
          startAnyway(op, at, () => (holdsData ? putBack(op, at, 'rescue-switches', held) : Promise.resolve())),
        disrupts: STOP,
        // Until the next window the balancing would be off for nothing.
        postponed: () => (holdsData ? putBack(op, at, 'switches-back', held) : Promise.resolve()),
      },
      async () => {
        if (holdsData) held = await holdSwitches(op, at);
        await op.change(STOP.id, STOP.title, backends.stopForRestart, { ...at, before }, { disruptive: 'restart' });
        await op.change('start', 'Start it again', backends.start, { ...at, supervisor: before?.supervisor });
        await op.wait('serving', 'Wait until it serves again', backends.awaitRestarted, { ...at, before }, PATIENCE);
        if (holdsData) await putBack(op, at, 'restore', held);
      },
    );
  });
  if (holdsData)
    await op.wait<HealthyInput>(
      'healthy',
      'Wait until its tablets are healthy again',
      backends.awaitHealthy,
      { ...at, before },
      CATCHING_UP,
    );
}

/** Whatever becomes of the start: nobody should find the switches as they are now hours later. */
async function startAnyway(op: Operation, at: OneInput, then: () => Promise<void>): Promise<void> {
  try {
    await op.change('rescue', 'Start it again', backends.start, at);
  } finally {
    await then();
  }
}

async function putBack(
  op: Operation,
  at: OneInput,
  id: string,
  held: readonly KnobSetting[] | undefined,
): Promise<void> {
  await op.change(id, 'Put the switches back', backends.restoreKnobs, toRestoring(at.cluster, held));
}

async function holdSwitches(op: Operation, { cluster }: OneInput): Promise<readonly KnobSetting[] | undefined> {
  const asked = { cluster, knobs: SWITCHES.map((knob) => ({ knob, value: 'true' })) };
  return await op.change<SetKnobsInput, readonly KnobSetting[]>(
    'switches',
    'Keep the leader from moving tablets while it is down',
    backends.setKnobs,
    asked,
  );
}

function toRestoring(cluster: StarRocksCluster, settings?: readonly KnobSetting[]) {
  return { cluster, knobs: SWITCHES, ...(settings !== undefined && { settings }) };
}

function findRole({ cluster, node }: OneInput): string | undefined {
  return cluster.nodes.find(({ alias }) => alias === node)?.role;
}
