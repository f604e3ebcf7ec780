import type { Reply } from './alter-frontends.ts';
import { type Answer, failure, OK } from './answer.ts';
import type { BackendKind } from './backend-process.ts';
import { writeJournal } from './journal.ts';
import { type Backend, makeBackend, type Metadata, takeId } from './metadata.ts';
import { isAnswer, parseAddress } from './parse-address.ts';
import type { HostPort, Process } from './process.ts';
import { refuseDecommission } from './storage/check-decommission.ts';
import { refuseDrop } from './storage/check-drop.ts';
import { viewCluster } from './storage/cluster-view.ts';
import { syncDisks } from './storage/sync-disks.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

export type BackendVerb = 'ADD' | 'DROP' | 'DECOMMISSION' | 'CANCEL DECOMMISSION';

/** A statement about backends, or about compute nodes, which have no decommission. */
export interface BackendChange {
  readonly verb: BackendVerb;
  readonly node: BackendKind;
  /** The literals as they stand. */
  readonly list: string;
  readonly force: boolean;
}

export function alterBackends(world: World, leader: Process, wanted: BackendChange, reply: Reply): void {
  const { verb, node, list, force } = wanted;
  const literals = [...list.matchAll(/'([^']*)'|"([^"]*)"/g)].map((match) => match[1] ?? match[2] ?? '');
  const addresses: HostPort[] = [];
  for (const literal of literals) {
    const address = parseAddress(literal, verb === 'ADD');
    if (isAnswer(address)) return answerLater(world, leader, address, reply);
    addresses.push(address);
  }
  const metadata = world.metadataOf(leader);
  const storage = syncDisks(world, leader);
  const refusals = addresses.map((address) => {
    const refused = refuse(metadata, verb, node, address);
    const dropped = verb === 'DROP' && !force ? find(metadata, address) : undefined;
    return refused ?? (dropped && fail(refuseDrop(storage, dropped)));
  });
  const bad = refusals.findIndex((refusal) => refusal !== undefined);
  const refusal = refusals[bad];
  if (refusal !== undefined && verb !== 'DROP') return answerLater(world, leader, refusal, reply);
  if (verb === 'DECOMMISSION') {
    const leaving = addresses.flatMap((address) => find(metadata, address) ?? []);
    const refused = fail(refuseDecommission(viewCluster(world, leader), leaving));
    if (refused !== undefined) return answerLater(world, leader, refused, reply);
  }
  // Recorded: a DROP list is applied up to its first bad entry.
  const taken = refusal === undefined ? addresses : addresses.slice(0, bad);
  const change = (before: Metadata) => taken.reduce((next, address) => apply(next, verb, node, address), before);
  writeJournal(world, leader, change, () => world.afterOn(leader, TIMELINE.alter, () => reply(refusal ?? OK)));
}

function answerLater(world: World, leader: Process, answer: Answer, reply: Reply): void {
  world.afterOn(leader, TIMELINE.read, () => reply(answer));
}

function fail(message: string | undefined): Answer | undefined {
  return message === undefined ? undefined : failure(message);
}

function find({ backends }: Metadata, { host, port }: HostPort): Backend | undefined {
  return backends.find((backend) => backend.host === host && backend.port === port);
}

/** Recorded, word by word: one address is a backend or a compute node, never both. */
function refuse(metadata: Metadata, verb: BackendVerb, node: BackendKind, { host, port }: HostPort) {
  const found = find(metadata, { host, port });
  if (verb === 'ADD') {
    const what = found?.kind === 'cn' ? 'Compute node' : 'Backend';
    return found && failure(`${what} already exists with same host ${host} and port ${port}`);
  }
  if (found?.kind === node) return undefined;
  if (verb !== 'DROP') return failure(`Backend does not exist[${host}:${port}]`);
  return failure(`${node === 'be' ? 'backend' : 'compute node'} does not exists[${host}:${port}]`);
}

function apply(metadata: Metadata, verb: BackendVerb, node: BackendKind, address: HostPort): Metadata {
  const found = find(metadata, address);
  if (verb === 'ADD') {
    // Two statements may have waited for a majority together.
    if (found !== undefined) return metadata;
    const [id, next] = takeId(metadata);
    return { ...next, backends: [...metadata.backends, makeBackend(id, address.host, address.port, node)] };
  }
  if (verb === 'DROP') return { ...metadata, backends: metadata.backends.filter((backend) => backend !== found) };
  const decommissioned = verb === 'DECOMMISSION';
  const backends = metadata.backends.map((backend) => (backend === found ? { ...backend, decommissioned } : backend));
  return { ...metadata, backends };
}
