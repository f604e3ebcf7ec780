import { sshCommand } from '../../ssh-target.ts';
import type { Finding } from '../../step.ts';
import type { MetaSpec } from '../cluster-spec.ts';
import { isHalfJoined, type Standing } from '../standing.ts';
import { type MetaHostReading, say } from './meta-host.ts';

/** With an old directory a node goes on as the one it was, and does not join (recorded on 1.2.888). */
export function judgeRaftDir(node: MetaSpec, { raftDir }: MetaHostReading, standing: Standing): Finding {
  const look = `${sshCommand(node.ssh)} ls -la ${node.raftDir}`;
  const refuse = (message: string, next = look) => say(node, 'raft-dir', 'refusal', message, next);
  if (raftDir.is === 'no directory') return refuse(`${raftDir.nearest} on ${node.alias} is no directory`);
  if (raftDir.is === 'unreadable') {
    return refuse(`whether ${node.raftDir} on ${node.alias} is empty cannot be read`);
  }
  const full = raftDir.is === 'full';
  if (full && !isHalfJoined(standing)) {
    return refuse(
      `${node.raftDir} on ${node.alias} holds data: with them the node goes on as the one it was`,
      `${sshCommand(node.ssh)} mv ${node.raftDir} ${node.raftDir}-retired   # if nobody needs it where it is`,
    );
  }
  if (!full && standing.is === 'voter' && standing.reached) {
    return refuse(
      `id ${node.id} votes and had data, and ${node.raftDir} on ${node.alias} is empty: what it had agreed to is lost`,
      `muster remove ${node.alias} --lost   # then add it with an id that was never used`,
    );
  }
  if (raftDir.writable === 'no') {
    const { nearest } = raftDir;
    return refuse(
      `${node.user} cannot write ${nearest} on ${node.alias}`,
      nearest === node.raftDir
        ? `${sshCommand(node.ssh)} chown -R ${node.user}: ${node.raftDir}`
        : `${sshCommand(node.ssh)} install -d -o ${node.user} -m 750 ${node.raftDir}`,
    );
  }
  if (raftDir.writable === 'unknown') {
    return say(
      node,
      'raft-dir',
      'warning',
      `whether ${node.user} can write ${raftDir.nearest} on ${node.alias} cannot be tried by who we are there`,
      look,
    );
  }
  const state = full ? 'holds what an earlier try left' : raftDir.is === 'empty' ? 'is empty' : 'is not there yet';
  return say(node, 'raft-dir', 'ok', `${node.raftDir} ${state}, and ${node.user} can write there`);
}

/** The file that is there names another directory, with data: it was the file of another node. */
export function judgeOtherRaftDir(node: MetaSpec, { otherRaftDir }: MetaHostReading): readonly Finding[] {
  if (otherRaftDir === undefined) return [];
  return [
    say(
      node,
      'foreign-file',
      'refusal',
      `${node.file} on ${node.alias} is of a node whose data are in ${otherRaftDir}`,
      `${sshCommand(node.ssh)} ls -la ${otherRaftDir}   # move it aside if nobody needs it, or name another file`,
    ),
  ];
}

/** What is exported before a change lies there; the programs that write it run as who we are on the host. */
export function judgeExports(node: MetaSpec, { exports }: MetaHostReading): Finding {
  if (exports.is === 'no directory') {
    return say(node, 'exports', 'warning', `${exports.nearest} on ${node.alias} is no directory`);
  }
  if (exports.writable === 'no') {
    return say(
      node,
      'exports',
      'warning',
      `${exports.nearest} on ${node.alias} cannot be written: nothing can be exported there once it leads`,
      `${sshCommand(node.ssh)} install -d -o ${node.user} -m 750 ${node.exports}`,
    );
  }
  return say(node, 'exports', 'ok', `exports can be written to ${node.exports}`);
}
