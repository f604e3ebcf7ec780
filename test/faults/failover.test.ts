import { beforeAll, describe, expect, test } from 'vitest';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { fill } from '../fixtures/sandbox-data.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { attend, type Fall, type Fallen, fellLeader, settle } from './attendant.ts';
import { DRAIN, RESTART } from './backend-procedures.ts';
import { callBefore } from './call-before.ts';
import { readEndState, withoutRemains } from './end-state.ts';
import {
  ADD_ACTIVITIES,
  chooseCases,
  type FaultedProcedure,
  REMOVE_ACTIVITIES,
  RESTART_ACTIVITIES,
} from './procedures.ts';

const EVERY_CASE = process.env['MUSTER_FAULTS'] === 'all';

/** Of a drain where the switches and the entry are at stake; the first and the fourth case are those of the tests. */
const IN_DRAIN = [
  'awaitDrained',
  'drop.perform',
  'setKnobs.perform',
  'decommission.perform',
  'verifyDrained',
  'awaitDropped',
  'restoreKnobs.perform',
];

/** Each procedure with voters enough that an election is possible at each of its steps. */
const PROCEDURES: readonly FaultedProcedure[] = [
  { name: 'add fe', sandbox: { frontends: 3 }, request: { nodes: ['fe-4'] }, activities: ADD_ACTIVITIES },
  {
    name: 'remove fe',
    sandbox: { frontends: 4 },
    request: { verb: 'remove', nodes: ['fe-3'] },
    activities: REMOVE_ACTIVITIES,
  },
  {
    name: 'remove the leader',
    sandbox: { frontends: 4 },
    request: { verb: 'remove', nodes: ['fe-1'] },
    activities: ['starrocks.frontends.standDown.perform', ...REMOVE_ACTIVITIES],
  },
  {
    name: 'restart fe',
    sandbox: { frontends: 4 },
    request: { verb: 'restart', nodes: ['fe-1', 'fe-2'] },
    activities: RESTART_ACTIVITIES,
  },
  {
    // Before the third has joined nobody else can lead: whoever is called brings the founder back.
    name: 'deploy',
    sandbox: { hosts: 3, frontends: 0 },
    request: { verb: 'deploy', nodes: ['fe-1', 'fe-2', 'fe-3'] },
    activities: ['setRootPassword.perform', 'register.perform', 'start.perform', 'awaitAlive', 'awaitServing'].map(
      (name) => `starrocks.frontends.${name}`,
    ),
  },
  {
    ...DRAIN,
    sandbox: { ...DRAIN.sandbox, hosts: 3, frontends: 3 },
    activities: IN_DRAIN.map((name) => `starrocks.backends.${name}`),
  },
  {
    ...RESTART,
    sandbox: { ...RESTART.sandbox, hosts: 3, frontends: 3 },
    activities: EVERY_CASE ? RESTART.activities : [],
  },
];

/** Not faster: a leader that is cut off has to answer, after 12 s of its own, later than the 2 s of one that leads. */
const SPEED = 5;

async function runWith(
  { sandbox: options, request, tables }: FaultedProcedure,
  fall?: { readonly before: string; readonly how: Fall },
): Promise<{ state: string; fallen: Fallen | undefined; after: unknown }> {
  const sandbox = await TestSandbox.start({ hosts: 4, ...options, speed: SPEED });
  if (tables !== undefined) await fill(sandbox, { tables });
  const runner = await OperationRunner.connect();
  let fallen: Fallen | undefined;
  const faults =
    fall === undefined
      ? []
      : [
          callBefore(fall.before, async () => {
            fallen = await fellLeader(sandbox, fall.how);
          }),
        ];
  const stopWorker = await startTestWorker(runner, { faults });
  try {
    const { state, attention } = await attend(runner, sandbox, request, () => fallen);
    if (attention !== undefined)
      throw new Error(`It still needs attention at ${attention.step}: ${attention.failure.message}`);
    if (fallen !== undefined) await settle(sandbox, fallen);
    return { state, fallen, after: withoutRemains(await readEndState(sandbox)) };
  } finally {
    await stopWorker();
    await runner.close();
    await sandbox.stop();
  }
}

/** Nobody else is there to take over from a founder that is cut off: it goes on alone, as it should. */
const fallsOf = ({ name }: FaultedProcedure): readonly Fall[] =>
  name === 'deploy' ? ['killed'] : ['killed', 'cut off silently'];

describe.each(PROCEDURES.filter(({ activities }) => activities.length > 0))(
  '$name ends as without a failover when',
  { timeout: 600_000 },
  (procedure) => {
    let clean: unknown;

    beforeAll(async () => {
      clean = (await runWith(procedure)).after;
    });

    // Between a plan and its perform nothing else happens: the fall before the perform is the later, worse one.
    const steps = procedure.activities.filter((name) => !name.endsWith('.plan'));

    test.concurrent.each(
      chooseCases(
        steps.flatMap((before) => fallsOf(procedure).map((how) => ({ before, how }))),
        16,
      ),
    )('the leader is $how before $before', async (fall) => {
      const { state, fallen, after } = await runWith(procedure, fall);
      expect(fallen).toBeDefined();
      expect(state).toBe('done');
      expect(after).toEqual(clean);
    });
  },
);
