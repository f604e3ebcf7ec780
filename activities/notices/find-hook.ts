import type { SecretRef } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { describeSecret } from '../../model/secret-policy.ts';
import type { Tools } from '../tools.ts';

/** Where a hook is, found where this runs. It leaves the process only as the address of a request: errors name the reference. */
export async function findHook({ resolveSecret }: Pick<Tools, 'resolveSecret'>, ref: SecretRef): Promise<URL> {
  const text = (await resolveSecret(ref)).trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw new MusterError('HOOK_FAILED', `What ${describeSecret(ref)} leads to is no address with https:// or http://`, {
    hint: `${describeSecret(ref)} has to be one line with the whole address of the hook, where the worker runs`,
  });
}
