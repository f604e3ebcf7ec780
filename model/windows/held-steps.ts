import type { Role } from '../cluster.ts';
import type { OperationOptions, OperationVerb } from '../operation.ts';

/** Which steps of an operation wait for a window, as a sentence begins; `undefined` when none does. */
export function nameHeldSteps(
  verb: OperationVerb,
  role: Role,
  { noDrain, lost }: OperationOptions,
): string | undefined {
  switch (verb) {
    case 'restart':
      return 'each restart';
    case 'transfer-leader':
      return 'the change of the leader';
    case 'deploy':
      return undefined;
    case 'add':
      return role === 'meta' ? 'restarts of Query nodes' : undefined;
    case 'replace':
      return 'leaves, changes of the leader and restarts of Query nodes';
    case 'remove':
      if (role === 'meta') return 'leaves, changes of the leader and restarts of Query nodes';
      if (role === 'fe') return 'each DROP, and a leader that stands down';
      if (role === 'cn') return lost === true ? 'each DROP' : 'each stop';
      return noDrain === true ? 'each DROP' : 'each DROP; tablets move at any time';
  }
}
