import type { WorkflowExecutionInfo } from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../model/operation.ts';
import { ALIAS } from '../model/patterns.ts';
import type { Link } from './connect.ts';

export interface PastQuestion {
  /** Those that were at work then or later. @default as far back as the server remembers */
  readonly since?: Date;
  /** Its name. @default every one */
  readonly cluster?: string;
}

/** Operations as the server lists them: those that run first, then those that ended last. */
export async function* listPast({ client }: Link, question: PastQuestion): AsyncGenerator<WorkflowExecutionInfo> {
  yield* client.workflow.list({ query: writeQuery(question), pageSize: 200 });
}

/** A drain that began long before and ended since then is a part of what happened since then. */
export function writeQuery({ since, cluster }: PastQuestion): string {
  if (cluster !== undefined && !ALIAS.test(cluster))
    throw new MusterError('BAD_INPUT', `${JSON.stringify(cluster)} is not the name of a cluster`);
  const at = since === undefined ? undefined : `'${since.toISOString()}'`;
  return [
    `WorkflowType = '${WORKFLOW_TYPE}'`,
    ...(cluster === undefined ? [] : [`${SEARCH_ATTRIBUTES.cluster} = '${cluster}'`]),
    ...(at === undefined ? [] : [`(StartTime >= ${at} OR CloseTime >= ${at} OR ExecutionStatus = 'Running')`]),
  ].join(' AND ');
}
