import type { BackendEffects, BackendProcess, BackendStart } from './backend-process.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

/** From the start of a backend's process until it serves, or ends because it cannot. */
export function startBackend(world: World, start: BackendStart, effects: BackendEffects): BackendProcess {
  const { clusterId, ...known } = start;
  const process: BackendProcess = {
    ...known,
    key: world.nextKey(),
    effects,
    startedAt: world.now,
    slowness: world.slowness.get(start.host) ?? 1,
    crashes: world.crashes.delete(start.host),
    state: 'starting',
    rebootAt: undefined,
    clusterId,
    holdsTablets: undefined,
    gone: false,
  };
  world.backendProcesses.add(process);
  const name = start.kind.toUpperCase();
  effects.log(`INFO ${name} start step 0: pid file created`);
  if (start.badPath !== undefined) {
    // As read: a fatal line of the log ends the process by SIGABRT.
    fail(world, process, TIMELINE.backendBadStart, `FATAL read write test file failed, path=${start.badPath}`, 134);
    return process;
  }
  const boot = TIMELINE.backendBoot * process.slowness;
  if (start.busyPort !== undefined) {
    fail(world, process, boot, `ERROR ${name} ${start.busyPort.name} did not start correctly, exiting`, 1);
    return process;
  }
  afterOnBackend(world, process, boot, () => {
    if (process.crashes) {
      effects.die();
      return;
    }
    process.state = 'serving';
    effects.openPorts();
    effects.log(`INFO ${name} started successfully`);
  });
  return process;
}

/** SIGTERM. As read: what runs is waited for, and heartbeats are answered with SHUTDOWN meanwhile. */
export function leaveBackend(world: World, process: BackendProcess): void {
  if (process.state !== 'serving') {
    if (process.state === 'starting') endBackend(world, process, 0);
    return;
  }
  process.state = 'leaving';
  process.effects.log(`INFO ${process.kind.toUpperCase()} is shutting down`);
  const slowness = world.slowness.get(process.host) ?? 1;
  afterOnBackend(world, process, TIMELINE.backendLeaves * slowness, () => endBackend(world, process, 0));
}

/** The process is gone, for whatever reason. */
export function removeBackend(world: World, process: BackendProcess): void {
  process.gone = true;
  world.backendProcesses.delete(process);
}

function endBackend(world: World, process: BackendProcess, code: number): void {
  if (process.gone) return;
  process.effects.exit(code);
  removeBackend(world, process);
}

function fail(world: World, process: BackendProcess, delay: number, line: string, code: number): void {
  afterOnBackend(world, process, delay, () => {
    process.effects.log(line);
    endBackend(world, process, code);
  });
}

function afterOnBackend(world: World, process: BackendProcess, delay: number, run: () => void): void {
  world.time.after(delay, () => {
    if (!process.gone) run();
  });
}
