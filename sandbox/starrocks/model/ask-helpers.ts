import { findByAddress, type Frontend, type Metadata } from './metadata.ts';
import type { HostPort, Process } from './process.ts';
import type { World } from './world.ts';

export interface FoundRow {
  readonly metadata: Metadata;
  readonly row: Frontend;
}

/** What a helper says of the one that asks; undefined when none knows it. Its log says the same of a dead helper (recorded). */
export function askHelpers(world: World, process: Process): FoundRow | undefined {
  for (const helper of process.helpers) {
    const answer = askHelper(world, process, helper);
    if (typeof answer !== 'string') return answer;
    process.effects.log(`WARN failed to get fe node type from helper node: ${helper.host}:${helper.port}. ${answer}`);
  }
  const list = process.helpers.map(({ host, port }) => `${host}:${port}`).join(', ');
  process.effects.log(
    `WARN current node is not added to the group. please add it first. sleep 5 seconds and retry, current helper nodes: [${list}]`,
  );
  return undefined;
}

function askHelper(world: World, process: Process, helper: HostPort): FoundRow | string {
  // Recorded: it calls the helper's HTTP on its own http_port; the port of --helper is the journal's.
  const found = world.findListener(process, { host: helper.host, port: process.ports.http }, 'http');
  if (found === 'silent') return 'No route to host';
  if (found === 'refused') return 'Connection refused';
  const metadata = world.metadataOf(found);
  const row = findByAddress(metadata, process.host, process.ports.editLog);
  return row === undefined ? 'response code: 400' : { metadata, row };
}
