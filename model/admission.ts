import type { OperationProgress, OperationRequest } from './operation.ts';

/**
 * Whether it may run while the holder of the cluster waits for a drain. Each for a reason: a new data node is what a drain
 * with too few hosts needs, and the vote of a dead frontend is missed most when the leader has days of work before it.
 * Neither touches what the drain has set: its nodes, its switches. Everything else waits for its end.
 */
export function mayRunBeside({ verb, role, lost, mode }: OperationRequest): boolean {
  if (mode !== 'run') return false;
  if (verb === 'add') return role === 'be' || role === 'cn';
  return verb === 'remove' && role === 'fe' && lost === true;
}

/** The step in which an operation waits for days for a drain: that of `remove be`, or of the undo of `add be`. */
export function findDrainWait({ request, steps }: OperationProgress): OperationProgress['steps'][number] | undefined {
  if (request.role !== 'be') return undefined;
  const waits = steps.filter(({ state, long }) => state === 'running' && long === true);
  return waits.find(({ undo = false }) => (request.verb === 'add' ? undo : request.verb === 'remove'));
}
