import { formatList } from '../answers/config-dump.ts';
import { formatDebugMembership } from '../answers/metrics-line.ts';
import { votersOf } from '../membership.ts';
import { recordOf } from '../node-record.ts';
import type { MetaProcess } from '../process.ts';
import { callPeer } from '../serve/call.ts';
import { askLeader } from '../serve/forward.ts';
import type { LeaderReply } from '../serve/leader-request.ts';
import { JOIN_TRIES, TIMELINE } from '../timeline.ts';
import { fail } from './fail.ts';

const LOG = 'databend_meta::meta_node::meta_node:';

/** Each address in turn, three times each, for as long as it takes: only the connect has a limit (recorded). */
export function joinCluster(process: MetaProcess, done: () => void): void {
  const { config, disk, effects } = process;
  effects.log('INFO', `${LOG} is_in_cluster: membership: ${formatDebugMembership(disk.state.membership)}`);
  // What is applied: a removed node may still find itself there, and then does not ask.
  if (votersOf(disk.state.membership).includes(config.id)) {
    effects.log('INFO', `${LOG} skip joining, because: node ${config.id} already in cluster`);
    tellResult(process, `Err("Did not join: node ${config.id} already in cluster")`);
    done();
    return;
  }
  const own = `${config.raftAdvertiseHost}:${config.raftPort}`;
  const tries = config.join.filter((address) => address !== own).flatMap((address) => Array(JOIN_TRIES).fill(address));
  tryNext(process, tries, done);
}

function tryNext(process: MetaProcess, tries: readonly string[], done: () => void): void {
  const { config, effects } = process;
  const [address, ...rest] = tries;
  if (address === undefined) {
    fail(process, [`Error: fail to join node-${config.id} to cluster via ${formatList(config.join)}, errors: `], 1);
    return;
  }
  const again = (level: 'ERROR' | 'WARN', why: string): void => {
    effects.log(level, `${LOG} ${why}`);
    process.after(TIMELINE.joinAgain, () => tryNext(process, rest, done));
  };
  effects.log('INFO', `${LOG} try to join cluster via ${address}, timeout: Some(10s)...`);
  askToJoin(process, address, (reply) => {
    switch (reply) {
      case 'refused':
        effects.log(
          'ERROR',
          `${LOG} connect to ${address} join cluster fail: CannotConnect { uri: "http://${address}/", message: "${refusedText}" }`,
        );
        again(
          'WARN',
          `ConnectionError: http://${address}/ source: ${refusedText} while joining cluster via ${address}`,
        );
        return;
      case 'timeout':
        again(
          'WARN',
          `ConnectionError: http://${address}/ source: deadline has elapsed while joining cluster via ${address}`,
        );
        return;
      default:
        if (reply.kind === 'cannot-forward' || reply.kind === 'data-error' || reply.kind === 'remote-error') {
          const why = reply.kind === 'cannot-forward' ? reply.message : JSON.stringify(reply.error);
          again('WARN', `${why} while joining cluster via ${address}`);
          return;
        }
        effects.log('INFO', `${LOG} join cluster via ${address} success: Join(())`);
        tellResult(process, 'Ok(())');
        done();
    }
  });
}

const refusedText =
  'tonic::transport::error::Error: transport error; source: tcp connect error; source: tcp connect error; source: Connection refused (os error 111)';

function askToJoin(
  process: MetaProcess,
  address: string,
  done: (reply: LeaderReply | 'refused' | 'timeout') => void,
): void {
  const { config, world } = process;
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon);
  const port = Number(address.slice(colon + 1));
  if (!world.reaches(config.machine, host)) {
    process.after(TIMELINE.joinConnect, () => done('timeout'));
    return;
  }
  const token = { cancelled: false };
  const request = { kind: 'join', id: config.id, node: recordOf(config), learner: config.learner } as const;
  callPeer<LeaderReply>({
    from: process,
    find: () => world.findRaft(config.machine, host, port),
    act: (target, respond) => askLeader(target, request, token, respond),
    token,
    done,
  });
}

function tellResult({ effects }: MetaProcess, result: string): void {
  effects.log('INFO', `databend_meta::entry: entry.rs:213 Join result: ${result}`);
}
