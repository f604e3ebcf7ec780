import type { ControlledSandbox } from './commands.ts';
import { writeJournal } from './model/journal.ts';
import { makeBackend, type Metadata } from './model/metadata.ts';
import type { FaultArgs } from '../host/host-faults.ts';

const MOST = 500;
const PORT = 9050;

/**
 * Registers so many backends that the cluster did not have; the leader hears from them although there is no process. Those of an
 * earlier call are gone.
 * @param args `count` · `alive`: how many of them answer @default all
 */
export async function setFakeBackends(sandbox: ControlledSandbox, args: FaultArgs): Promise<null> {
  const { world, clock } = sandbox;
  const count = readCount('count', args['count'], MOST);
  const alive = readCount('alive', args['alive'] ?? count, count);
  const addresses = Array.from({ length: count }, (_, index) => fakeHost(index));
  await new Promise<void>((resolve, reject) => {
    clock.run(() => {
      const leading = sandbox.leader();
      if (leading === undefined) return reject(new Error('no frontend leads'));
      for (const address of world.backends) if (FAKE.test(address)) world.backends.delete(address);
      for (const host of addresses.slice(0, alive)) world.backends.add(`${host}:${PORT}`);
      const change = (metadata: Metadata): Metadata => {
        const kept = metadata.backends.filter(({ host }) => !FAKE.test(`${host}:`));
        const made = addresses.map((host, index) => {
          const backend = makeBackend(metadata.nextId + index, host, PORT);
          const ports = { be: 9060, http: 8040, brpc: 8060 };
          const heard = { alive: true, status: 'OK', ports, startedAt: world.now, heartbeatAt: world.now } as const;
          return index < alive ? { ...backend, ...heard } : backend;
        });
        return { ...metadata, nextId: metadata.nextId + count, backends: [...kept, ...made] };
      };
      writeJournal(world, leading, change, resolve);
    });
  });
  return null;
}

/** Nobody's addresses: the sandbox's own are loopback ones. */
const FAKE = /^10\.78\.\d+\.\d+:/;

function fakeHost(index: number): string {
  return `10.78.${Math.floor(index / 250)}.${1 + (index % 250)}`;
}

function readCount(name: string, given: unknown, most: number): number {
  const count = Number(given);
  if (given !== undefined && Number.isInteger(count) && count >= 0 && count <= most) return count;
  throw new Error(`backends: ${name} is ${JSON.stringify(given)}, expected a whole number from 0 to ${most}`);
}
