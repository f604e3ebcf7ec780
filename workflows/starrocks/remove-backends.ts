import type { Backends } from '../../activities/starrocks/backends.ts';
import type { DrainedInput } from '../../activities/starrocks/drain/await-drained.ts';
import type { Begun } from '../../activities/starrocks/drain/decommission.ts';
import type { BackendInput } from '../../activities/starrocks/drain/find-row.ts';
import type { DrainInput, DrainNode, DrainSurvey } from '../../activities/starrocks/survey-drain.ts';
import { isLossConfirmed } from '../../model/loss-phrase.ts';
import type { Draining } from '../../model/starrocks/drain/look-at-drain.ts';
import { CLONE_SLOTS } from '../../model/starrocks/knobs/knobs.ts';
import { type Operation, type ProcedureInput, procedure } from '../core/procedure.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { refer } from '../core/references.ts';
import { TUNABLE, heldSwitches, holdAutoDrop, putSwitchesBack, takeSwitchesBack, tuneSwitch } from './hold-switches.ts';

const backends = refer<Backends>('starrocks.backends');

/** Drains backends as one set, then takes each out of the cluster. What drains already, or is empty or gone, is taken up as it is. */
export const removeBackends = procedure<StarRocksCluster>({
  async run(op, input) {
    const { cluster, nodes, lost, noDrain } = input;
    const survey = await op.check<DrainInput, DrainSurvey>(
      'cluster',
      'Judge what leaves and where it can go',
      backends.surveyDrain,
      { cluster, nodes, lost, noDrain, confirm: input.confirm },
    );
    if (!lost) {
      await op.each(nodes, async (node) => {
        await op.check('host', 'Check its process and its storage', backends.inspectLeaving, {
          cluster,
          node,
        });
      });
    }
    // In a shared-data cluster there is nothing to move: DECOMMISSION itself would drop it within seconds (as read).
    if (survey?.sharedData === true) {
      await op.each(nodes, (node) =>
        takeOutShared(op, input, { node, known: findKnown(survey, node), drained: false }),
      );
    } else if (noDrain) {
      await op.each(nodes, (node) => {
        const known = findKnown(survey, node);
        return takeOut(op, input, { node, known, drained: false, losing: known?.onlyHere });
      });
    } else if (survey === undefined || survey.nodes.some(({ backendId }) => backendId !== null)) {
      await holdAutoDrop(op, input);
      const drained = await drain(op, input, survey);
      await op.each(nodes, (node) => {
        const empty = nodes.slice(nodes.indexOf(node)).flatMap((one) => drained.get(one) ?? []);
        const known = drained.get(node);
        return takeOut(op, input, { node, known, drained: true, empty, losing: known?.stays ?? 0 });
      });
    } else {
      await op.each(nodes, (node) => takeOut(op, input, { node, known: undefined, drained: true }));
    }
    // Also when this operation set none: one whose history is lost may have.
    await putSwitchesBack(op, input);
  },

  /** Until the first DROP. CANCEL comes before the switches: with auto-drop back, one that is empty by now would vanish. */
  async undo(op, input) {
    const { cluster, nodes } = input;
    await op.each(nodes, async (node) => {
      await op.takeBack(
        ['decommission'],
        'cancel',
        'End its drain; what has moved stays moved',
        backends.cancelDecommission,
        {
          cluster,
          node,
        },
      );
    });
    await takeSwitchesBack(op, input);
    await op.each(nodes, async (node) => {
      await op.takeBack(['stop'], 'start', 'Start it again', backends.start, { cluster, node });
    });
  },

  async leave(op, input, choice) {
    if (choice === 'put-back') await takeSwitchesBack(op, input);
  },
});

/** Sends the tablets of all of them away, and waits for as long as it takes. */
async function drain(
  op: Operation,
  input: ProcedureInput<StarRocksCluster>,
  survey: DrainSurvey | undefined,
): Promise<ReadonlyMap<string, Draining>> {
  const { cluster, nodes } = input;
  const draining = new Map<string, Draining>();
  await op.block(async () => {
    await op.each(nodes, async (node) => {
      const begun = await op.change<BackendInput, Begun>(
        'decommission',
        'Send its tablets away (DECOMMISSION)',
        backends.decommission,
        { cluster, node },
      );
      const known = findKnown(survey, node);
      if (begun !== undefined) draining.set(node, toDraining(input, node, known, begun));
    });
    await op.waitLong<DrainedInput>(
      'drained',
      nodes.length === 1 ? 'Wait until its tablets have moved' : 'Wait until the tablets of all of them have moved',
      backends.awaitDrained,
      () => ({ cluster, nodes: [...draining.values()], knobs: heldSwitches(input) }),
      { tunable: TUNABLE, tune: (wish) => tuneSwitch(op, input, wish), throttle: CLONE_SLOTS },
    );
    await op.each(nodes, async (node) => {
      const { backendId = null, stays = null } = draining.get(node) ?? {};
      await op.wait('empty', 'Make sure that nothing is left on it', backends.verifyDrained, {
        cluster,
        node,
        backendId,
        stays,
      });
    });
  });
  return draining;
}

interface Leaving {
  readonly node: string;
  readonly known: { readonly backendId: string | null } | undefined;
  readonly drained: boolean;
  /** Tablets that were to lose their last replica with it when that was confirmed. @default not known */
  readonly losing?: number | undefined;
  /** This one and those behind it, which wait for their DROP. @default none were drained */
  readonly empty?: readonly Draining[];
}

async function takeOut(op: Operation, input: ProcedureInput<StarRocksCluster>, leaving: Leaving): Promise<void> {
  const at = { cluster: input.cluster, node: leaving.node };
  await drop(op, input, leaving);
  if (input.lost) {
    await op.change('left', 'Leave its host as it is', backends.leaveHost, at);
    return;
  }
  await op.change('stop', 'Stop its process', backends.stopDrained, at, {
    skippable: 'its process goes on, and asks the leader in vain to be heard',
  });
  await op.change('storage', 'Move its storage aside', backends.retireStorage, at, {
    skippable: 'its old tablets stay where they are, and take their space',
  });
}

/** Stopped gracefully first: what runs on it ends, and nothing is asked of it that is not registered. */
async function takeOutShared(op: Operation, input: ProcedureInput<StarRocksCluster>, leaving: Leaving): Promise<void> {
  const at = { cluster: input.cluster, node: leaving.node };
  if (input.lost) return await takeOut(op, input, leaving);
  await op.change('stop', 'Stop its process, when what runs there has ended', backends.stop, at, {
    disruptive: 'stop',
  });
  await drop(op, input, leaving, { shared: true });
  await op.change('storage', 'Move its storage aside', backends.retireStorage, at, {
    skippable: 'what it cached stays where it is, and takes its space',
  });
}

async function drop(
  op: Operation,
  input: ProcedureInput<StarRocksCluster>,
  { node, known, drained, empty = [], losing }: Leaving,
  { shared = false } = {},
): Promise<void> {
  const at = { cluster: input.cluster, node };
  const meant = known === undefined ? {} : { backendId: known.backendId };
  await op.change(
    'drop',
    'Drop it from the cluster',
    backends.drop,
    { ...at, ...meant, drained, shared, force: isConfirmed(input), losing, lost: input.lost },
    {
      noReturn: { why: 'its entry and its copies are gone from the cluster', instead: `muster add ${node}` },
      // Behind the stop it is the second half of one disruption.
      ...(!shared && { disruptive: 'drop' }),
      // Without its eyes on the switches the database itself drops an empty one outside of the windows, after a change of the leader.
      ...(empty.length > 0 && {
        meanwhile: {
          activity: backends.awaitDrained,
          input: (): DrainedInput => ({
            cluster: input.cluster,
            nodes: empty,
            knobs: heldSwitches(input),
            stays: true,
          }),
        },
      }),
    },
  );
  await op.wait('gone', 'Wait until the leader no longer lists it', backends.awaitDropped, at);
}

function toDraining(
  input: ProcedureInput<StarRocksCluster>,
  node: string,
  known: DrainNode | undefined,
  begun: Begun,
): Draining {
  const stays = input.lost && isConfirmed(input) ? (known?.onlyHere ?? 0) : null;
  return { node, handle: known?.handle ?? '', ...begun, stays };
}

/** The phrase was typed twice, where it is asked for: what cannot move is dropped with it. A plain drain leaves nothing to lose. */
function isConfirmed({ nodes, confirm, lost, noDrain }: ProcedureInput<StarRocksCluster>): boolean {
  return (lost || noDrain) && isLossConfirmed(nodes, confirm);
}

function findKnown(survey: DrainSurvey | undefined, node: string): DrainNode | undefined {
  return survey?.nodes.find((one) => one.node === node);
}
