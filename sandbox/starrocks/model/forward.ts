import type { Reply } from './alter-frontends.ts';
import { type Answer, failure } from './answer.ts';
import type { Process } from './process.ts';
import { showFrontends } from './show-frontends.ts';
import type { Statement } from './statement.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

/** Has the leader answer. What a client meets while there is none is recorded, word by word. */
export function forward(
  world: World,
  process: Process,
  statement: Statement,
  reply: Reply,
  run: (leader: Process, reply: Reply) => void,
): void {
  if (process.role === 'LEADER') {
    run(process, reply);
    return;
  }
  if (process.tellsClosedAt !== undefined && world.now >= process.tellsClosedAt) {
    process.tellsClosedAt = undefined;
    world.afterOn(process, TIMELINE.read, () => reply(failure('Environment is closed.')));
    return;
  }
  const leader = process.following;
  if (leader === undefined) {
    const answer =
      process.droppedAt !== undefined
        ? failure('Internal error processing forward')
        : withoutLeader(world, process, statement);
    if (answer !== undefined) world.afterOn(process, TIMELINE.read, () => reply(answer));
    return;
  }
  // Recorded: a statement sent to a leader that went silent was never answered, not even after the next election.
  if (!world.reach(process, leader)) return;
  let answered = false;
  const once = (answer: Answer) => {
    if (answered || process.gone) return;
    if (!world.reach(process, leader) && !leader.gone) return;
    answered = true;
    reply(answer);
  };
  run(leader, once);
  watchLeader(
    world,
    process,
    leader,
    () => once(brokenBy(statement)),
    () => answered,
  );
}

function withoutLeader(world: World, process: Process, statement: Statement): Answer | undefined {
  if (process.lost === 'silent') return undefined;
  // Recorded: for 0.7 s no row is LEADER, and there is an answer all the same.
  if (process.lost === 'handover' && statement.kind === 'show') return showFrontends(world, process);
  if (process.lost !== 'reset') return failure('java.net.ConnectException: Connection refused');
  // The kept connection is found broken once; after that a new one is tried.
  process.lost = 'refused';
  return brokenBy(statement);
}

function brokenBy({ kind }: Statement): Answer {
  return failure(kind === 'show' ? 'java.net.SocketException: Connection reset' : 'Socket is closed by peer.');
}

const WATCH = 100;

/** A leader that dies with its host up breaks what waits for it. */
function watchLeader(world: World, process: Process, leader: Process, broken: () => void, over: () => boolean): void {
  world.afterOn(process, WATCH, () => {
    if (over()) return;
    if (!leader.gone) return watchLeader(world, process, leader, broken, over);
    if (!world.isCut(leader.host) && !world.isCut(process.host)) broken();
  });
}
