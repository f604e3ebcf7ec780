import { defineSearchAttributeKey } from '@temporalio/common';
import { expect, test } from 'vitest';
import { findUsedSince } from '../../../activities/foreman/find-used-since.ts';
import { type OperationRequest, SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../../../model/operation.ts';
import { listStartFacts } from '../../../model/start-facts.ts';
import { makeDatabend } from '../../fixtures/databend-cluster.ts';
import { makeRequest } from '../../fixtures/scripted-world.ts';
import { until } from '../../fixtures/until.ts';
import { useConnection } from '../../fixtures/use-runner.ts';

const HOUR = 3_600_000;
const cluster = { ...makeDatabend({ metas: 4 }), name: `lake-${crypto.randomUUID()}` };
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

const runner = useConnection();

function ask(request: Partial<OperationRequest>): OperationRequest {
  return makeRequest({ cluster, role: 'meta', verb: 'add', nodes: ['meta-4'], ...request });
}

/** As a foreman starts it; nobody takes it up, and the server knows it all the same. */
async function begin(request: OperationRequest, state = 'running'): Promise<void> {
  const { memo, keywords } = listStartFacts(request);
  await runner.client.workflow.start(WORKFLOW_TYPE, {
    workflowId: `op/${cluster.name}/${request.id}`,
    taskQueue: runner.taskQueue,
    args: [request],
    memo,
    typedSearchAttributes: Object.entries({ ...keywords, [SEARCH_ATTRIBUTES.state]: state }).map(([name, value]) => ({
      key: defineSearchAttributeKey(name, 'KEYWORD'),
      value,
    })),
  });
}

test('an id that an operation came with since the schedule was made is known as used', async () => {
  const request = ask({});
  await begin(ask({ id: '1refused' }), 'refused');
  await begin(ask({ id: '2other', verb: 'restart', nodes: ['meta-3'] }));
  const find = () => findUsedSince(runner.client, request, ago(HOUR));
  expect(await find()).toEqual([]);
  await begin(ask({ id: '3added' }));
  const used = await until('the list has it', async () => {
    const found = await find();
    return found.length > 0 && found;
  });
  expect(used).toEqual([{ id: 4, by: 'operation 3added (add meta-4), since the schedule was made' }]);
  // Of before the schedule was made the client has looked itself.
  expect(await findUsedSince(runner.client, request, ago(-HOUR))).toEqual([]);
  // Its own submit, sent again.
  expect(await findUsedSince(runner.client, ask({ id: '3added' }), ago(HOUR))).toEqual([]);
  // Nothing joins.
  expect(await findUsedSince(runner.client, ask({ verb: 'restart' }), ago(HOUR))).toEqual([]);
  expect(
    await findUsedSince(runner.client, ask({ verb: 'replace', nodes: ['meta-1'], with: ['meta-4'] }), ago(HOUR)),
  ).toEqual(used);
});
