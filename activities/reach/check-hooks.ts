import { isMusterError } from '../../model/error.ts';
import type { HookSpec } from '../../model/node-base.ts';
import { describeSecret } from '../../model/secret-policy.ts';
import type { Finding } from '../../model/step.ts';
import { findHook } from '../notices/find-hook.ts';
import type { Tools } from '../tools.ts';

/** Whether notices have somewhere to go. Nothing is sent, and nothing but a warning comes of it: no operation needs a hook. */
export async function checkHooks(tools: Tools, hooks: readonly HookSpec[]): Promise<readonly Finding[]> {
  const named = new Map(hooks.map(({ url }) => [describeSecret(url), url]));
  return await Promise.all(
    [...named].map(async ([name, url]): Promise<Finding> => {
      try {
        await findHook(tools, url);
        return { gate: 'hooks', severity: 'ok', subject: name, message: `${name} leads to the address of a hook` };
      } catch (error) {
        if (!isMusterError(error)) throw error;
        const { message, hint } = error;
        return {
          gate: 'hooks',
          severity: 'warning',
          subject: name,
          message: `nobody is told through this hook: ${message}`,
          ...(hint !== undefined && { next: [hint] }),
        };
      }
    }),
  );
}
