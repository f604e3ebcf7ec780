import type { NoticeRequest, SendInput } from '../model/notices/notice.ts';
import { SEND_NOTICE } from '../model/notices/notice.ts';
import { ActivityCaller } from './core/call-activity.ts';

/** One notice to each hook that wants it. One that is dead keeps none of the others waiting. */
export async function notice({ notice, key, hooks, pace }: NoticeRequest): Promise<void> {
  const caller = new ActivityCaller();
  const purpose = { kind: 'notice', pace } as const;
  const sent = await Promise.allSettled(
    hooks.map((url, index) => {
      const input: SendInput = { url, notice, key };
      return caller.call({ name: SEND_NOTICE, id: `hook-${index + 1}`, title: notice.event, purpose }, input);
    }),
  );
  const lost = sent.find((one) => one.status === 'rejected');
  if (lost !== undefined) throw lost.reason;
}
