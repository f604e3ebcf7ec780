import { askHelpers } from './ask-helpers.ts';
import { endProcess } from './end-process.ts';
import { makeName } from './frontend-name.ts';
import { connectToLeader } from './join.ts';
import { FIRST_ID, findByName, type FrontendRole, makeFrontend, type Metadata } from './metadata.ts';
import type { Environment, Process, ProcessEffects, ProcessStart } from './process.ts';
import { electSoon } from './schedule-election.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

/** A process was started; what becomes of it is decided from here on by what it found in its home. */
export function startProcess(world: World, start: ProcessStart, effects: ProcessEffects): Process {
  const process = world.register(start, effects);
  effects.log('INFO StarRocks FE starting...');
  if (start.busyPort !== undefined) {
    const { name, port } = start.busyPort;
    fail(world, process, TIMELINE.portBusy, `ERROR ${name} ${port} is already in use. will exit.`);
  } else {
    world.afterOn(process, TIMELINE.boot * process.slowness, () => decide(world, process));
  }
  return process;
}

function decide(world: World, process: Process): void {
  const { helpers, host, ports, meta } = process;
  if (process.crash === 'before-handshake') {
    process.effects.die();
    return;
  }
  if (meta === 'one') {
    const text =
      'role file and version file must both exist or both not exist. please specific one helper node to recover. will exit.';
    fail(world, process, 0, `ERROR ${text}`);
  } else if (meta === 'both') {
    resume(world, process);
  } else if (helpers.length === 0) {
    foundCluster(world, process);
  } else if (helpers.some((helper) => helper.host === host && helper.port === ports.editLog)) {
    const text =
      'Do not specify the helper node to FE itself. Please specify it to the existing running Leader or Follower FE.';
    process.effects.log(`ERROR ${text}`);
    fail(world, process, 0, 'ERROR StarRocksFE start failed');
  } else {
    askAgain(world, process);
  }
}

function fail(world: World, process: Process, delay: number, line: string): void {
  world.afterOn(process, delay, () => {
    process.effects.log(line);
    endProcess(world, process, 255);
  });
}

/** Recorded: without a helper and with an empty meta directory it makes a cluster of its own. */
function foundCluster(world: World, process: Process): void {
  process.effects.log('INFO very first time to start this node.');
  const name = makeName(world, process.host, process.ports.editLog);
  const clusterId = 1 + Math.floor(world.options.random() * 2_000_000_000);
  const metadata: Metadata = {
    clusterId,
    token: world.newId(),
    runMode: runModeOf(process),
    journalId: 0,
    nextId: FIRST_ID,
    frontends: [makeFrontend(1, name, process.host, process.ports.editLog, 'FOLLOWER')],
    backends: [],
    users: [{ name: 'root', password: '', roles: ['root'], defaultRoles: ['root'], operate: true }],
  };
  const group = world.createGroup(clusterId);
  group.joined.add(name);
  group.voters.add(name);
  writeEnvironment(world, process, clusterId, name, 'FOLLOWER', metadata);
  openJournal(world, process, 0);
}

function writeEnvironment(
  world: World,
  process: Process,
  clusterId: number,
  nodeName: string,
  role: FrontendRole,
  metadata: Metadata,
): void {
  const env: Environment = { id: world.newId(), clusterId, nodeName, role, metadata };
  world.environments.set(env.id, env);
  process.env = env;
  process.effects.writeMeta(env);
}

/** Asks until it is known: a later ADD is picked up without a restart. */
function askAgain(world: World, process: Process): void {
  const found = askHelpers(world, process);
  if (found === undefined) {
    world.afterOn(process, TIMELINE.askAgain, () => askAgain(world, process));
    return;
  }
  const { row, metadata } = found;
  if (metadata.runMode !== runModeOf(process)) {
    // As read.
    fail(world, process, 0, `ERROR Unmatched run mode with helper node: ${metadata.runMode} ${runModeOf(process)}`);
    return;
  }
  writeEnvironment(world, process, metadata.clusterId, row.name, row.role, metadata);
  openJournal(world, process, TIMELINE.handshake * process.slowness);
}

function runModeOf({ runMode = 'shared_nothing' }: Process) {
  return runMode;
}

/** ROLE and VERSION are there: the helper is ignored (recorded). */
function resume(world: World, process: Process): void {
  const { env, helpers } = process;
  const list = helpers.map(({ host, port }) => `${host}:${port}`).join(', ');
  process.effects.log(`INFO find ROLE and VERSION file in local, ignore helper nodes: [${list}]`);
  const group = env && world.groups.get(env.clusterId);
  if (env === undefined || group === undefined) {
    fail(world, process, 0, 'ERROR StarRocksFE start failed: the journal of this meta directory cannot be opened');
    return;
  }
  const local = new Set(env.metadata.frontends.map(({ host }) => host));
  const foreign = helpers.find(({ host }) => !local.has(host));
  if (foreign !== undefined) {
    const names = [...local].join(', ');
    fail(
      world,
      process,
      0,
      `ERROR bad environment ${process.home}/meta! helper host ${foreign.host}:${foreign.port} not in local [${names}]`,
    );
    return;
  }
  openJournal(world, process, 0);
}

function openJournal(world: World, process: Process, delay: number): void {
  world.afterOn(process, delay, () => {
    process.open = true;
    takePart(world, process);
    sayWaiting(world, process);
  });
}

/** Connects to a leader, or waits for one. Called again whenever there may be a new one. */
function takePart(world: World, process: Process): void {
  const { env } = process;
  if (
    env === undefined ||
    process.following !== undefined ||
    process.role === 'LEADER' ||
    process.droppedAt !== undefined
  )
    return;
  const leader = world.leadersOf(env.clusterId).find((one) => world.reach(one, process));
  if (leader === undefined) {
    electSoon(world, env.clusterId, TIMELINE.elect);
    world.afterOn(process, TIMELINE.askAgain, () => takePart(world, process));
    return;
  }
  if (env.role === 'FOLLOWER' && findByName(world.metadataOf(leader), env.nodeName) === undefined) {
    detach(world, process);
    return;
  }
  if (!connectToLeader(world, process, leader)) {
    world.afterOn(process, TIMELINE.askAgain / 5, () => takePart(world, process));
  }
}

/** Recorded: three tries in 46 s, then exit 255. */
function detach(world: World, process: Process): void {
  process.role = 'UNKNOWN';
  process.droppedAt = world.now;
  for (let attempt = 1; attempt <= 3; attempt++) {
    world.afterOn(process, (TIMELINE.detached / 3) * attempt - 1, () =>
      process.effects.log('WARN catch exception when opening the environment: this node is DETACHED'),
    );
  }
  const name = process.env?.nodeName;
  fail(world, process, TIMELINE.detached, `ERROR ${name} is no longer a member of the group STARROCKS_JOURNAL_GROUP`);
}

function sayWaiting(world: World, process: Process): void {
  if (process.ready) return;
  process.effects.log(
    `INFO wait globalStateMgr to be ready. FE type: ${process.role === 'INIT' ? 'INIT' : process.role}. is ready: false`,
  );
  world.afterOn(process, TIMELINE.askAgain, () => sayWaiting(world, process));
}
