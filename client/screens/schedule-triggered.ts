import type { FiringOutcome, ScheduleFacts } from '../../model/schedule/schedule.ts';
import { wrap } from './layout.ts';
import type { View } from './view.ts';

/** What became of a firing that a person asked for. */
export function showTriggered(
  { name, cluster }: ScheduleFacts,
  { kind, operation, why, hint }: FiringOutcome,
  { style, width }: View,
): readonly string[] {
  const said: Readonly<Record<FiringOutcome['kind'], string>> = {
    started: `operation ${operation} has begun; it goes on without this terminal`,
    queued: `operation ${operation} is in the queue`,
    skipped: 'skipped',
    refused: 'refused',
    missed: 'too late',
    failed: `whether operation ${operation} was submitted is not known`,
  };
  const good = kind === 'started' || kind === 'queued';
  const next =
    kind === 'queued'
      ? `muster queue ${cluster}`
      : kind === 'started' || kind === 'failed'
        ? `muster ops watch ${operation}`
        : `muster schedule show ${cluster}/${name}`;
  const lines = hint === undefined || good ? [next] : hint.split('\n');
  return [
    ...wrap(`${good ? style.green('✓') : style.yellow('!')} schedule ${name} of ${cluster}: ${said[kind]}`, width),
    ...(why === undefined ? [] : wrap(why, width - 2).map((line) => `  ${line}`)),
    ...lines.map((line, index) => `${index === 0 ? style.dim('next:') : '     '} ${line}`),
  ];
}
