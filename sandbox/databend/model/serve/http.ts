import { dumpConfig } from '../answers/config-dump.ts';
import { formatMetrics } from '../answers/metrics.ts';
import { describeStatus } from '../answers/status.ts';
import { takeSnapshot } from '../apply.ts';
import { votersOf } from '../membership.ts';
import type { MetaProcess } from '../process.ts';
import { nextVoter, transferLeadership } from '../raft/transfer.ts';
import type { HttpReply } from '../requests.ts';
import { enqueue } from './worker.ts';

/** GET of a path on the admin port, with its query. What goes through the worker may never be answered. */
export function askHttp(process: MetaProcess, path: string, reply: (reply: HttpReply) => void): void {
  const [route = '', query = ''] = path.split('?');
  process.whenAwake(() => {
    const atOnce = answerAtOnce(process, route);
    if (atOnce !== undefined) {
      reply(atOnce);
      return;
    }
    enqueue(process, (finish) => {
      reply(answerInTurn(process, route, new URLSearchParams(query).get('to')));
      finish();
    });
  });
}

function answerAtOnce(process: MetaProcess, route: string): HttpReply | undefined {
  switch (route) {
    case '/v1/health':
      return json({ status: 'pass' });
    case '/v1/metrics':
      return text(formatMetrics(process));
    case '/v1/config':
      return text(dumpConfig(process.config));
    case '/v1/features/list':
      return json({ features: ['dummy', 'dummy_feature2'], enabled: [] });
    case '/v1/cluster/status':
    case '/v1/cluster/nodes':
    case '/v1/ctrl/trigger_snapshot':
    case '/v1/ctrl/trigger_transfer_leader':
      return undefined;
    default:
      return { ...text('not found'), status: 404 };
  }
}

function answerInTurn(process: MetaProcess, route: string, to: string | null): HttpReply {
  const { disk } = process;
  switch (route) {
    case '/v1/cluster/status':
      return json(describeStatus(process));
    case '/v1/cluster/nodes':
      return json([...disk.state.nodes].sort(([one], [other]) => one - other).map(([, node]) => node));
    case '/v1/ctrl/trigger_snapshot':
      takeSnapshot(disk);
      return json(null);
    default:
      return transfer(process, to);
  }
}

function transfer(process: MetaProcess, to: string | null): HttpReply {
  const { config, leaderId, leading } = process;
  const voters = votersOf(process.effective.membership);
  if (leading === undefined) {
    const leader = leaderId === undefined ? 'None' : `Some(${leaderId})`;
    const lines = [
      'This node is not leader, can not transfer leadership;',
      `id=${config.id}`,
      `current_leader=${leader}`,
      `voter_ids=[${voters.join(', ')}]`,
    ];
    return { status: 404, type: undefined, body: lines.join('\n') };
  }
  // Anything that is no number counts as not given.
  const target = to !== null && /^\d+$/.test(to) ? Number(to) : nextVoter(process);
  transferLeadership(process, target);
  return json({ from: config.id, to: target, voter_ids: voters });
}

function json(body: unknown): HttpReply {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

function text(body: string): HttpReply {
  return { status: 200, type: 'text/plain; charset=utf-8', body };
}
