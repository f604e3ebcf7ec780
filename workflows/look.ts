import { type LookRequest, engineOf } from '../model/look.ts';
import type { Json } from '../model/step.ts';
import { ActivityCaller } from './core/call-activity.ts';

/** Looks at a cluster from where the worker is, for a client with no way there. One activity, which changes nothing. */
export async function look(request: LookRequest): Promise<Json> {
  const { kind, input } = request;
  return await new ActivityCaller().call<Json>(
    { name: `${engineOf(request)}.look.${kind}`, id: kind, title: `look: ${kind}`, purpose: { kind: 'look', pace: 1 } },
    input,
  );
}
