import { defineSearchAttributeKey, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  type ChildWorkflowHandle,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  type SignalDefinition,
  startChild,
} from '@temporalio/workflow';
import { operationWorkflowId, type RunningWork } from '../../model/foreman.ts';
import { type OperationRequest, WORKFLOW_TYPE } from '../../model/operation.ts';
import { listStartFacts } from '../../model/start-facts.ts';
import { besideSignal } from '../core/beside.ts';
import type { operation } from '../operation.ts';
import type { Desk } from './desk.ts';
import { foremanEyes, writeRecord } from './eyes.ts';

type Child = ChildWorkflowHandle<typeof operation>;

/** The operations of a cluster as children that outlive their foreman. */
export class Crew {
  readonly #cluster: string;
  readonly #desk: Desk;
  readonly #watched = new Set<string>();
  readonly #written = new Set<string>();
  #letters = 0;

  constructor(cluster: string, desk: Desk) {
    this.#cluster = cluster;
    this.#desk = desk;
  }

  /** Something is still to be looked at, or to be said. */
  get busy(): boolean {
    return this.#watched.size > 0 || this.speaking;
  }

  /** A signal or a record is under way. The server drops it when the run that sends it ends, as it also does to go on in a new one. */
  get speaking(): boolean {
    return this.#letters > 0;
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
    if (child !== undefined) {
      const { id, verb, role, nodes, by } = request;
      this.tell(
        others.map((other) => other.id),
        besideSignal,
        { id, verb, role, nodes, by },
      );
    }
    return child?.firstExecutionRunId;
  }

  /** A lock is freed only when the server says that the latest run of that name has closed: one that was reset goes on. */
  watch(id: string, child?: Child): void {
    // The server knows an activity by its name: a second look at the same would stop the foreman.
    if (this.#watched.has(id)) return;
    this.#watched.add(id);
    void CancellationScope.nonCancellable(async () => {
      try {
        if (child !== undefined) await child.result().catch(() => {});
        await foremanEyes(`closed/${id}`).awaitClosed({ workflowId: operationWorkflowId(this.#cluster, id) });
      } finally {
        this.#watched.delete(id);
        this.#desk.end(id);
      }
      // Behind the end of the lock: nobody waits for a disk. One that was reset meanwhile may end while that is still tried.
      if (this.#written.has(id)) return;
      this.#written.add(id);
      await this.#saying(() => writeRecord(id, operationWorkflowId(this.#cluster, id)));
      this.#written.delete(id);
    });
  }

  /** One that has ended meanwhile hears nothing, and need not. */
  tell<Input>(ids: readonly string[], signal: SignalDefinition<[Input]>, input: Input): void {
    for (const id of ids) {
      const handle = getExternalWorkflowHandle(operationWorkflowId(this.#cluster, id));
      void this.#saying(() => handle.signal(signal, input));
    }
  }

  async #saying(say: () => Promise<unknown>): Promise<void> {
    this.#letters++;
    try {
      await CancellationScope.nonCancellable(say);
    } catch {
      // One that has ended meanwhile hears nothing, and a record that cannot be written is no reason to stay.
    } finally {
      this.#letters--;
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
}
