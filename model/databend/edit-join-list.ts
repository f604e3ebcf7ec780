import { editToml } from '../toml/edit-toml.ts';
import { readToml } from '../toml/read-toml.ts';
import { startEdits } from './compose-meta-toml.ts';
import { ownAddresses, pickSettings } from './meta-toml.ts';

export interface JoinChange {
  /** Raft address of the member whose file it is, as the cluster has it. */
  readonly self: string;
  /** Raft addresses. */
  readonly add?: string;
  readonly remove?: string;
  /** Raft addresses of the members when the change is done: what the list is filled from should nothing be left in it. */
  readonly members: readonly string[];
}

/**
 * The `join` list of a member with one address more or less, never with its own: with that it does not start. It is read only
 * when a member starts without data, so this needs no restart.
 */
export function editJoinList(text: string, { self, add, remove, members }: JoinChange, name?: string): string {
  const file = readToml(text, name);
  const settings = pickSettings(file);
  const own = [self, ...ownAddresses(settings)];
  const isOther = (address: string) => !own.includes(address) && address !== remove;
  const wanted = [...settings.join, ...(add === undefined ? [] : [add])].filter(isOther);
  // A member that is not alone must not be told that it is: with its data lost it would begin a second cluster.
  const others = wanted.length > 0 ? wanted : members.filter(isOther);
  return editToml(text, startEdits(file, [...new Set(others)]), name);
}

/** A learner that has caught up asks for a vote when it starts with this. */
export function editLearner(text: string, learner: boolean, name?: string): string {
  const said = pickSettings(readToml(text, name)).learner;
  return said === learner ? text : editToml(text, [{ path: ['raft_config', 'learner'], value: learner }], name);
}
