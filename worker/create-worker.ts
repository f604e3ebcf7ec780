import { type ActivityInterceptorsFactory, type NativeConnection, Worker } from '@temporalio/worker';
import { beatWhileRunning } from './interceptors/beat.ts';
import type { RedactText } from './interceptors/convert-failure.ts';
import { keepRecords } from './interceptors/keep-records.ts';
import { reportFailures } from './interceptors/report-failure.ts';
import { nameWorker } from './name-worker.ts';
import type { RecordKeeper } from './records/record-keeper.ts';
import { recordSinks } from './records/record-sinks.ts';

export interface MusterWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** host:port of the server, by which people tell one installation from another. @default it is not named */
  readonly address?: string;
  readonly taskQueue: string;
  /** File made by the build from the compiled workflows. */
  readonly bundlePath: string;
  readonly activities: object;
  /** @default text unchanged */
  readonly redact?: RedactText;
  /** Writes down what operations say of themselves. @default nobody does */
  readonly records?: RecordKeeper;
  /** Innermost, around the activity itself: for tests that make it fail, before or after its effect. @default none */
  readonly faults?: readonly ActivityInterceptorsFactory[];
  /** How long running activities may go on after the worker was told to end. @default '10s' */
  readonly shutdownGraceTime?: `${number}s`;
  /** @default nameWorker() */
  readonly identity?: string;
}

export function createMusterWorker(options: MusterWorkerOptions): Promise<Worker> {
  const { connection, namespace, taskQueue, bundlePath, activities, faults = [] } = options;
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    workflowBundle: { codePath: bundlePath },
    identity: options.identity ?? nameWorker(),
    interceptors: {
      activity: [
        reportFailures(options.redact ?? ((text) => text)),
        beatWhileRunning({ address: options.address }),
        ...keepRecords(options.records),
        ...faults,
      ],
    },
    sinks: recordSinks(options.records),
    shutdownGraceTime: options.shutdownGraceTime ?? '10s',
    // An activity that never returns would keep the worker alive for ever (temporalio/sdk-typescript 2266).
    shutdownForceTime: '20s',
    // After a killed worker the first answer took 10.1 s with the default, 1.1 s with this (measured).
    stickyQueueScheduleToStartTimeout: '1s',
    maxHeartbeatThrottleInterval: '1s',
    defaultHeartbeatThrottleInterval: '1s',
    maxConcurrentActivityTaskExecutions: 20,
  });
}
