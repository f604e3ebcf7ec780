import type { ActivityFault } from './inject-fault.ts';

const pair = (name: string) => [`starrocks.frontends.${name}.plan`, `starrocks.frontends.${name}.perform`];
const one = (name: string) => `starrocks.frontends.${name}`;

/** Every activity that `add fe` calls, in its order. */
export const ADD_ACTIVITIES: readonly string[] = [
  one('survey'),
  one('preflight'),
  ...pair('place'),
  ...pair('configure'),
  ...pair('register'),
  ...pair('start'),
  one('awaitAlive'),
  one('awaitServing'),
];

export const ADD_CHANGES: readonly string[] = ADD_ACTIVITIES.filter((name) => name.endsWith('.perform'));

export const UNDO_ACTIVITIES: readonly string[] = ['drop', 'stop', 'retireMeta', 'restoreConfig', 'unplace'].flatMap(
  pair,
);

export const UNDO_CHANGES: readonly string[] = UNDO_ACTIVITIES.filter((name) => name.endsWith('.perform'));

/** What makes an operation with --on-failure=undo take back everything: its last step cannot succeed. */
export const UNDO_TRIGGER: ActivityFault = { activity: one('awaitServing'), when: 'before', kind: 'refused' };

/** `npm run faults` tries every case; the tests try each activity, alternating before and after its effect. */
export function chooseCases<Case>(cases: readonly Case[]): readonly Case[] {
  return process.env['MUSTER_FAULTS'] === 'all'
    ? cases
    : cases.filter((_, index) => index % 4 === 0 || index % 4 === 3);
}
