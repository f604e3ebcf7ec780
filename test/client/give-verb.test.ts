import { expect, test } from 'vitest';
import type { Link } from '../../client/connect.ts';
import { giveVerb } from '../../client/give-verb.ts';

const TARGET = { workflowId: 'op/lake/4kx9t2mq', runId: 'first', name: '4kx9t2mq' };

/** The server knows it in this state, and nothing else is asked. */
async function giveTo(status: string): Promise<unknown> {
  const getHandle = () => ({ describe: async () => ({ status: { name: status } }) });
  const link = { client: { workflow: { getHandle } }, address: 'here:7233', namespace: 'muster' };
  return await giveVerb(link as unknown as Link, TARGET, 'undo', { by: 'test@here' });
}

test('one that was paused on the server has not ended, and it is said how it goes on', async () => {
  await expect(giveTo('PAUSED')).rejects.toMatchObject({
    code: 'VERB_REFUSED',
    message: 'Operation 4kx9t2mq was paused in Temporal itself, and takes no verb there',
    hint: 'temporal workflow unpause --workflow-id op/lake/4kx9t2mq --address here:7233 --namespace muster',
  });
  await expect(giveTo('TERMINATED')).rejects.toMatchObject({ message: 'Operation 4kx9t2mq has ended' });
});
