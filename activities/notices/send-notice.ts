import { isMusterError, MusterError } from '../../model/error.ts';
import type { SendInput } from '../../model/notices/notice.ts';
import { describeSecret } from '../../model/secret-policy.ts';
import { activitySignal } from '../context.ts';
import { redactor } from '../secrets/redact.ts';
import type { Tools } from '../tools.ts';
import { findHook } from './find-hook.ts';
import { type PostOutcome, postJson } from './post-json.ts';

const LIMIT_MS = 10_000;

/** One try. Whatever keeps the hook from taking it may be put right within the day: each error is one to try again after. */
export async function sendNotice(tools: Tools, { url: ref, notice, key }: SendInput): Promise<{ status: number }> {
  const signal = activitySignal();
  const url = await findHook(tools, ref).catch((error: unknown) => {
    if (!isMusterError(error)) throw error;
    const { code, message, hint } = error;
    throw new MusterError(code, message, { kind: 'transient', ...(hint !== undefined && { hint }) });
  });
  const json = JSON.stringify(redactor.redact(notice));
  const outcome = await postJson({ url, json, key, limitMs: LIMIT_MS, signal });
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) return { status: outcome.status };
  const { why, hint } = explain(outcome);
  throw new MusterError('HOOK_FAILED', `The hook ${describeSecret(ref)} ${why}`, {
    kind: outcome.kind === 'silent' ? 'unknown' : 'transient',
    ...(hint !== undefined && { hint }),
  });
}

function explain(outcome: PostOutcome): { readonly why: string; readonly hint?: string } {
  switch (outcome.kind) {
    case 'silent':
      return { why: `did not answer within ${LIMIT_MS / 1000} s` };
    case 'answered':
      return outcome.status >= 300 && outcome.status < 400
        ? { why: `answered ${outcome.status}, a redirect`, hint: 'give the address that it leads to: none is followed' }
        : { why: `answered ${outcome.status}` };
    case 'broken':
      return /CERT|SIGNATURE|SSL|TLS/.test(outcome.code)
        ? {
            why: `has no certificate that is accepted (${outcome.code})`,
            hint: 'NODE_EXTRA_CA_CERTS=<file> in the environment of the worker names an authority of your own',
          }
        : { why: `could not be reached (${outcome.code})` };
  }
}
