import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import type { temporal } from '@temporalio/proto';
import { ERROR_CODES } from '../../model/error.ts';
import type { FailureView } from '../../model/step.ts';

type Failure = temporal.api.failure.v1.IFailure;
interface Payloads {
  readonly payloads?: readonly unknown[] | null;
}

/** Through the client's own codec: what the server keeps may be encrypted. */
export async function decodeAll(client: Client, payloads: Payloads | null | undefined): Promise<readonly unknown[]> {
  return await decodeArrayFromPayloads(client.options.loadedDataConverter, (payloads?.payloads ?? []) as Payload[]);
}

export async function decodeFirst(client: Client, payloads: Payloads | null | undefined): Promise<unknown> {
  return (await decodeAll(client, payloads))[0];
}

export async function decodeOne(client: Client, payload: unknown): Promise<unknown> {
  return payload === null || payload === undefined ? undefined : decodeFirst(client, { payloads: [payload] });
}

/** The worker has put the classified failure into the details; anything else is told by the server's own words. */
export async function decodeFailure(
  client: Client,
  failure: Failure | null | undefined,
): Promise<FailureView | undefined> {
  if (failure === null || failure === undefined) return undefined;
  if (failure.applicationFailureInfo?.type === 'NOT_YET') return undefined;
  const view = await decodeFirst(client, failure.applicationFailureInfo?.details);
  if (isFailureView(view)) return view;
  if (failure.timeoutFailureInfo) {
    return { code: 'BUDGET_SPENT', kind: 'unknown', message: 'the worker was lost, or the step hung, during this try' };
  }
  if (failure.cause) return decodeFailure(client, failure.cause);
  return { code: 'INTERNAL', kind: 'unknown', message: failure.message ?? 'no reason was given' };
}

function isFailureView(value: unknown): value is FailureView {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    String(value.code) in ERROR_CODES &&
    'message' in value
  );
}
