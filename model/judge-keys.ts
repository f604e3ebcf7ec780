import type { NodeSpec } from './cluster.ts';
import { isAgentOnly } from './ssh-target.ts';
import type { Finding } from './step.ts';

/** An operation outlives the login of whoever started it; an agent may not. */
export function judgeKeys(nodes: readonly NodeSpec[]): readonly Finding[] {
  const names = nodes.filter(({ ssh }) => isAgentOnly(ssh)).map(({ alias }) => alias);
  const about = { gate: 'key', subject: names.length === 0 ? 'hosts' : names.join(', ') } as const;
  if (names.length === 0) return [{ ...about, severity: 'ok', message: 'no host is opened by an agent alone' }];
  return [
    {
      ...about,
      severity: 'warning',
      message: `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} opened by an agent alone: it may be gone with the login of whoever started it, while an operation goes on`,
      next: ['ssh: { key: <private key file> }   # in the cluster file'],
    },
  ];
}
