import { Client, Connection } from '@temporalio/client';
import type { Link } from '../../client/connect.ts';
import { createRequestId } from '../../client/request-id.ts';
import { submitOrQueue } from '../../client/submit.ts';
import { waitTurn } from '../../client/wait-turn.ts';
import { type ErrorCode, isMusterError } from '../../model/error.ts';
import type { IfBusy } from '../../model/foreman.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { makeRequest } from '../fixtures/scripted-world.ts';
import type { Polled } from './worker-process.ts';

export const KINDS: readonly (readonly [OperationRequest['verb'], OperationRequest['role'], { lost?: true }?])[] = [
  ['add', 'fe'],
  ['remove', 'fe'],
  ['remove', 'fe', { lost: true }],
  ['transfer-leader', 'fe'],
  ['add', 'be'],
  ['add', 'be'],
  ['remove', 'be'],
  ['add', 'cn'],
  ['remove', 'cn'],
  ['restart', 'be'],
  ['restart', 'fe'],
  ['deploy', 'fe'],
];
const NODES = 12;

export interface Answer {
  readonly request: OperationRequest;
  readonly kind: 'running' | 'queued' | 'refused';
  readonly runId?: string;
  readonly code?: ErrorCode;
  /** Of a refusal: who was named as being in the way. */
  readonly holder?: string;
  /** Tries that nobody could answer. */
  readonly unknown: number;
  readonly tookMs: number;
}

/** Repeatable, so that what fails is asked for again in the same order. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One person at one terminal, who goes on until there is an answer, and waits for his turn where there is one to come. */
export async function submitMany(
  { address, namespace, taskQueue }: Polled,
  cluster: OperationRequest['cluster'],
  count: number,
  random: (below: number) => number,
  heard: (answer: Answer) => void,
): Promise<void> {
  const connection = await Connection.connect({ address });
  const link: Link = {
    client: new Client({ connection, namespace }),
    address,
    namespace,
    taskQueue,
    close: async () => {},
  };
  try {
    for (let number = 0; number < count; number++) {
      const [verb, role, more] = KINDS[random(KINDS.length)] ?? ['add', 'be'];
      const nodes = [`${role}-${random(NODES)}`];
      const notAfter = new Date(Date.now() + 15_000).toISOString();
      const request = makeRequest({ id: createRequestId(), cluster, verb, role, nodes, notAfter, ...more });
      const answer = await askUntilAnswered(link, request, random(3) === 0 ? 'queue' : 'refuse');
      heard(answer);
      if (answer.kind === 'queued') await waitTurn(link, request, new AbortController().signal);
    }
  } finally {
    await connection.close();
  }
}

const FINAL: readonly ErrorCode[] = ['CLUSTER_BUSY', 'SUBMIT_LATE'];

export async function askUntilAnswered(link: Link, request: OperationRequest, ifBusy: IfBusy): Promise<Answer> {
  const began = Date.now();
  for (let unknown = 0; ; unknown++) {
    const said = { request, unknown, tookMs: Date.now() - began };
    try {
      const { kind, ...rest } = await submitOrQueue(link, request, ifBusy);
      return { ...said, kind, ...('runId' in rest && { runId: rest.runId }), tookMs: Date.now() - began };
    } catch (error) {
      if (!isMusterError(error)) throw error;
      if (!FINAL.includes(error.code)) continue;
      const holder = /by operation (\S+) /.exec(error.message)?.[1];
      return {
        ...said,
        kind: 'refused',
        code: error.code,
        ...(holder !== undefined && { holder }),
        tookMs: Date.now() - began,
      };
    }
  }
}
