import { exportLines } from '../answers/export-lines.ts';
import { formatStatus } from '../answers/format-status.ts';
import { describeStatus } from '../answers/status.ts';
import type { MetaProcess } from '../process.ts';
import type { GrpcReply, GrpcRequest } from '../requests.ts';
import { askLeader } from './forward.ts';
import type { LeaderReply } from './leader-request.ts';
import { enqueue } from './worker.ts';

/** One attempt on the gRPC port. What was asked is done also when the client has gone; the answer may never come. */
export function askGrpc(process: MetaProcess, request: GrpcRequest, reply: (reply: GrpcReply) => void): void {
  process.whenAwake(() =>
    enqueue(process, (finish) =>
      answer(process, request, (given) => {
        reply(given);
        finish();
      }),
    ),
  );
}

function answer(process: MetaProcess, request: GrpcRequest, done: (reply: GrpcReply) => void): void {
  const { disk } = process;
  switch (request.kind) {
    case 'status':
      done({ kind: 'status', text: formatStatus(describeStatus(process)) });
      return;
    case 'member-list': {
      const addresses = sortedNodes(process).map((node) => node.grpc_api_advertise_address ?? '');
      done({ kind: 'member-list', addresses });
      return;
    }
    case 'export':
      done({ kind: 'export', lines: exportLines(process.config.id, disk) });
      return;
    case 'get':
    case 'upsert':
      askLeader(process, request, { cancelled: false }, (got) => done(toGrpc(got)));
  }
}

function sortedNodes({ disk }: MetaProcess) {
  return [...disk.state.nodes].sort(([one], [other]) => one - other).map(([, node]) => node);
}

function toGrpc(reply: LeaderReply): GrpcReply {
  switch (reply.kind) {
    case 'value':
      return { kind: 'get', value: reply.value };
    case 'applied': {
      const { before, after } = reply.applied;
      if (after === undefined) return { kind: 'error', message: 'nothing was written' };
      return { kind: 'upsert', before, after };
    }
    case 'cannot-forward':
      return { kind: 'error', message: `can not forward any more: ${reply.message}` };
    case 'done':
      return { kind: 'error', message: 'no answer' };
    case 'data-error':
    case 'remote-error':
      return { kind: 'error', message: JSON.stringify(reply.error) };
  }
}
