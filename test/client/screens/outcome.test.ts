import { expect, it } from 'vitest';
import { showOutcome } from '../../../client/screens/outcome.ts';
import { progressOf, VIEW } from './examples.ts';

const DONE = progressOf({ state: 'done', endedAt: '2026-11-21T02:10:00Z' });

it('says what each command is for where both fit', () => {
  expect(showOutcome(DONE, { ...VIEW, width: 80 }).join('\n')).toMatch(/muster status {2,}the cluster as it is now/);
});

it('shows long commands alone, so that the window breaks no line that has more than one', () => {
  const file = '/etc/muster/clusters/of-the-third-floor/production.yaml';
  const lines = showOutcome(DONE, { ...VIEW, width: 80, file });
  expect(lines).toContain(`  next: muster status -f ${file}`);
  expect(lines.join('\n')).not.toContain('the cluster as it is now');
});

it('asks for the same again, also for what was to become of a failure', () => {
  const { request } = progressOf({});
  const refused = progressOf({ state: 'refused', request: { ...request, onFailure: 'undo' } });
  expect(showOutcome(refused, VIEW).join('\n')).toContain('next: muster add fe-2 --on-failure=undo ');
});
