import { CancellationScope, startChild } from '@temporalio/workflow';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import { judgeNotices, NOTHING_TOLD, type Told } from '../../model/notices/judge-notices.ts';
import { makeNotice } from '../../model/notices/make-notice.ts';
import {
  NOTICE_WORKFLOW,
  type Notice,
  noticeKey,
  type NoticeRequest,
  noticeWorkflowId,
} from '../../model/notices/notice.ts';

/**
 * Tells the hooks of the cluster file what an operation comes to. Each notice is a workflow of its own, which outlives the
 * operation: a hook that is dead for hours is tried for as long as that, and nothing here waits for it.
 */
export class Notices {
  readonly #cluster: OperationRequest['cluster'];
  readonly #starts: Promise<void>[] = [];
  #told: Told = NOTHING_TOLD;
  #number = 0;

  constructor({ cluster }: OperationRequest) {
    this.#cluster = cluster;
  }

  see(progress: OperationProgress): void {
    const { notify } = this.#cluster;
    // Without hooks not one command more: what runs already replays to what it was.
    if (notify === undefined) return;
    const { told, news } = judgeNotices(this.#told, progress);
    this.#told = told;
    for (const one of news) {
      const hooks = notify.filter(({ on }) => on.includes(one.event)).map(({ url }) => url);
      if (hooks.length === 0) continue;
      this.#number += 1;
      this.#send(makeNotice(one, progress, { number: this.#number, at: new Date().toISOString() }), hooks);
    }
  }

  /** Until the server has each of them; before that the end of the operation would take the last one with it. */
  async handedOver(): Promise<void> {
    await Promise.all(this.#starts);
  }

  #send(notice: Notice, hooks: NoticeRequest['hooks']): void {
    const request: NoticeRequest = { notice, key: noticeKey(notice), hooks, pace: this.#cluster.pace };
    const start = CancellationScope.nonCancellable(() =>
      startChild(NOTICE_WORKFLOW, {
        workflowId: noticeWorkflowId(notice),
        args: [request],
        parentClosePolicy: 'ABANDON',
        cancellationType: 'ABANDON',
        // With no worker for a day it is old news.
        workflowExecutionTimeout: '25h',
        staticSummary: notice.text.slice(0, 200),
      }),
    );
    this.#starts.push(
      start.then(
        () => {},
        // Told of or not, the operation goes on.
        () => {},
      ),
    );
  }
}
