import type { LookRequest } from '../model/look.ts';
import type { Json } from '../model/step.ts';
import { ActivityCaller } from './core/call-activity.ts';

/** Looks at a cluster from where the worker is, for a client with no way there. One activity, which changes nothing. */
export async function look({ kind, input }: LookRequest): Promise<Json> {
  return await new ActivityCaller().call<Json>(
    { name: `starrocks.look.${kind}`, id: kind, title: `look: ${kind}`, purpose: { kind: 'look', pace: 1 } },
    input,
  );
}
