import { backendRowHandle } from '../data/backend-rows.ts';
import { count, listSome } from '../drain/group.ts';
import type { Rule } from './rule.ts';

/** Enough hosts are registered, and too few of them serve. */
export const findTargetsDead: Rule = ({ left }, { nameOf }, { others, takers, hosts }) => {
  const dead = others.filter((row) => !row.alive);
  if (dead.length === 0) return undefined;
  const all = new Set([...hosts, ...dead.map(({ host }) => host)]);
  const stuck = left.find(
    ({ place }) => place !== undefined && place.replicas > hosts.size && place.replicas <= all.size,
  );
  if (takers.length > 0 && stuck === undefined) return undefined;
  const names = dead.map((row) => nameOf(backendRowHandle(row)));
  const needs =
    stuck?.place === undefined ? '' : `; ${count(stuck.place.replicas, 'host')} are needed, ${hosts.size} serve`;
  return {
    cause: 'targets-dead',
    message: `${listSome(names)} ${dead.length === 1 ? 'is' : 'are'} dead, and could take the tablets${needs}`,
    ...(stuck !== undefined && { example: stuck.name }),
    lasting: 'permanent',
    next: names.slice(0, 5).map((name) => `muster restart ${name}`),
  };
};
