import { type Answer, failure, OK } from './answer.ts';
import { writeJournal } from './journal.ts';
import { type Backend, makeBackend, type Metadata } from './metadata.ts';
import { isAnswer, parseAddress } from './parse-address.ts';
import type { HostPort, Process } from './process.ts';
import type { Reply } from './alter-frontends.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

export type BackendVerb = 'ADD' | 'DROP' | 'DECOMMISSION' | 'CANCEL DECOMMISSION';

export function alterBackends(world: World, leader: Process, verb: BackendVerb, list: string, reply: Reply): void {
  const literals = [...list.matchAll(/'([^']*)'|"([^"]*)"/g)].map((match) => match[1] ?? match[2] ?? '');
  const addresses: HostPort[] = [];
  for (const literal of literals) {
    const address = parseAddress(literal, verb === 'ADD');
    if (isAnswer(address)) return answerLater(world, leader, address, reply);
    addresses.push(address);
  }
  const metadata = world.metadataOf(leader);
  const bad = addresses.find((address) => (find(metadata, address) === undefined) !== (verb === 'ADD'));
  if (bad !== undefined && verb !== 'DROP') return answerLater(world, leader, refusal(verb, bad), reply);
  // Recorded: a DROP list is applied up to its first bad entry.
  const taken = bad === undefined ? addresses : addresses.slice(0, addresses.indexOf(bad));
  const change = (before: Metadata) => taken.reduce((next, address) => apply(next, verb, address), before);
  writeJournal(world, leader, change, () =>
    world.afterOn(leader, TIMELINE.alter, () => reply(bad === undefined ? OK : refusal(verb, bad))),
  );
}

function answerLater(world: World, leader: Process, answer: Answer, reply: Reply): void {
  world.afterOn(leader, TIMELINE.read, () => reply(answer));
}

function find({ backends }: Metadata, { host, port }: HostPort): Backend | undefined {
  return backends.find((backend) => backend.host === host && backend.port === port);
}

function refusal(verb: BackendVerb, { host, port }: HostPort): Answer {
  if (verb === 'ADD') return failure(`Backend already exists with same host ${host} and port ${port}`);
  return failure(`${verb === 'DROP' ? 'backend does not exists' : 'Backend does not exist'}[${host}:${port}]`);
}

function apply(metadata: Metadata, verb: BackendVerb, address: HostPort): Metadata {
  const { host, port } = address;
  if (verb === 'ADD') {
    const id = 10_000 + metadata.journalId + metadata.backends.length;
    return { ...metadata, backends: [...metadata.backends, makeBackend(id, host, port)] };
  }
  const found = find(metadata, address);
  const others = metadata.backends.filter((backend) => backend !== found);
  if (verb === 'DROP' || found === undefined) return { ...metadata, backends: others };
  return { ...metadata, backends: [...others, { ...found, decommissioned: verb === 'DECOMMISSION' }] };
}
