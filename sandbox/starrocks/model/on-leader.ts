import { addFrontend, dropFrontend, type Reply } from './alter-frontends.ts';
import { textRows } from './answer.ts';
import { alterBackends } from './alter-backends.ts';
import { setConfig } from './frontend-config.ts';
import type { Process } from './process.ts';
import { readAsLeader } from './read-as-leader.ts';
import { showBackends, showComputeNodes } from './show-backends.ts';
import type { Statement } from './statement.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

type LeaderStatement = Extract<Statement, { kind: 'alter-frontend' | 'alter-backend' | 'set-config' | 'show' }>;
type ShowStatement = Extract<Statement, { kind: 'show' }>;

export function onLeader(world: World, leader: Process, statement: LeaderStatement, reply: Reply): void {
  switch (statement.kind) {
    case 'alter-frontend': {
      const { verb, role, address } = statement;
      if (verb === 'ADD') addFrontend(world, leader, role, address, reply);
      else dropFrontend(world, leader, role, address, reply);
      return;
    }
    case 'alter-backend':
      alterBackends(world, leader, statement, reply);
      return;
    case 'set-config': {
      const { key, value } = statement;
      world.afterOn(leader, TIMELINE.alter, () => reply(setConfig(world, leader, key, value)));
      return;
    }
    case 'show':
      show(world, leader, statement.what, reply);
  }
}

function show(world: World, leader: Process, what: ShowStatement['what'], reply: Reply): void {
  if (what === 'FRONTENDS') {
    readAsLeader(world, leader, reply);
    return;
  }
  world.afterOn(leader, TIMELINE.read, () => {
    if (what === 'BACKENDS') reply(showBackends(world, leader));
    else if (what === 'COMPUTE NODES') reply(showComputeNodes(world, world.metadataOf(leader)));
    else reply(textRows(['Name', 'IP', 'Port', 'Alive', 'LastStartTime', 'LastUpdateTime', 'ErrMsg'], []));
  });
}
