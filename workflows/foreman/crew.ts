import { defineSearchAttributeKey, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild,
  type ChildWorkflowHandle,
} from '@temporalio/workflow';
import { operationWorkflowId, type RunningWork } from '../../model/foreman.ts';
import { type OperationRequest, WORKFLOW_TYPE } from '../../model/operation.ts';
import { listStartFacts } from '../../model/start-facts.ts';
import type { operation } from '../operation.ts';
import { besideSignal } from '../core/beside.ts';
import { foremanEyes, writeRecord } from './eyes.ts';
import type { Desk } from './desk.ts';

type Child = ChildWorkflowHandle<typeof operation>;

/** The operations of a cluster as children that outlive their foreman. */
export class Crew {
  readonly #cluster: string;
  readonly #desk: Desk;
  #jobs = 0;

  constructor(cluster: string, desk: Desk) {
    this.#cluster = cluster;
    this.#desk = desk;
  }

  /** Something is still to be written down or looked at. */
  get busy(): boolean {
    return this.#jobs > 0;
  }

  /** The desk has it from the first moment; resolves with its run, or with none when one of that name has been before. */
  async start(request: OperationRequest, entry: RunningWork): Promise<string | undefined> {
    const others = this.#desk.state.running;
    this.#desk.begin(entry);
    const drain = others.find(({ work }) => work.kind === 'drain');
    let child: Child | undefined;
    try {
      child = await this.#startChild({
        ...request,
        ...(drain !== undefined && { beside: { operation: drain.id } }),
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
        this.#desk.end(entry.id);
        throw error;
      }
    }
    this.watch(entry.id, child);
    if (child !== undefined) this.#tell(others, request);
    return child?.firstExecutionRunId;
  }

  /** A lock is freed only when the server says that the latest run of that name has closed: one that was reset goes on. */
  watch(id: string, child?: Child): void {
    void this.#job(async () => {
      if (child !== undefined) await child.result().catch(() => {});
      await foremanEyes(`closed/${id}`).awaitClosed({ workflowId: operationWorkflowId(this.#cluster, id) });
      this.#desk.end(id);
      // Behind the end of the lock: nobody waits for a disk.
      await writeRecord(id, operationWorkflowId(this.#cluster, id));
    });
  }

  async #job(work: () => Promise<void>): Promise<void> {
    this.#jobs++;
    try {
      await CancellationScope.nonCancellable(work);
    } finally {
      this.#jobs--;
    }
  }

  async #startChild(request: OperationRequest): Promise<Child> {
    const { staticSummary, memo, keywords, keywordLists } = listStartFacts(request);
    return await startChild<typeof operation>(WORKFLOW_TYPE, {
      workflowId: operationWorkflowId(this.#cluster, request.id),
      args: [request],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      cancellationType: 'ABANDON',
      // A submit that comes again after this foreman has ended finds what became of the first one.
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary,
      memo,
      typedSearchAttributes: [
        ...Object.entries(keywords).map(([name, value]) => ({ key: defineSearchAttributeKey(name, 'KEYWORD'), value })),
        ...Object.entries(keywordLists).map(([name, value]) => ({
          key: defineSearchAttributeKey(name, 'KEYWORD_LIST'),
          value: [...value],
        })),
      ],
    });
  }

  /** Who runs already is told; one that has just ended need not be. */
  #tell(others: readonly RunningWork[], { id, verb, role, nodes, by }: OperationRequest): void {
    for (const other of others) {
      const handle = getExternalWorkflowHandle(operationWorkflowId(this.#cluster, other.id));
      void this.#job(() => handle.signal(besideSignal, { id, verb, role, nodes, by }).catch(() => {}));
    }
  }
}
