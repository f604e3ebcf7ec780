import { activityAttempt, activityClient, notYet } from '../context.ts';
import { isOpen } from './is-open.ts';

const FIRST_LOOKS = 5;
const SOON_MS = 500;
const LATER_MS = 5_000;

/** The look of a foreman that has no other word of the end of an operation; it costs no history. */
export async function awaitClosed({ workflowId }: { readonly workflowId: string }): Promise<void> {
  if (await isOpen(activityClient(), workflowId))
    throw notYet(`${workflowId} goes on`, activityAttempt() <= FIRST_LOOKS ? SOON_MS : LATER_MS);
}
