import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { LeaseInput } from '../../activities/lease/lease-input.ts';
import type { ReleaseInput } from '../../activities/lease/release.ts';
import { describeAsked } from '../../model/describe-asked.ts';
import { LEASE_STEP, RELEASE_LEASE, RELEASE_STEP, RELEASE_TRIES, TAKE_LEASE } from '../../model/lease/lease-steps.ts';
import type { OperationRequest } from '../../model/operation.ts';
import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import type { ActivityCaller } from './call-activity.ts';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';
import { OperationRefused } from './refused.ts';
import { viewFailure } from './view-failure.ts';

/** What the operation leaves on the cluster's hosts, so that another installation sees it: before its first change, until its end. */
export class Lease {
  readonly #journal: Journal;
  readonly #caller: ActivityCaller;
  readonly #holding: Holding;
  readonly #request: OperationRequest;
  #taking: Promise<void> | undefined;
  /** It may lie there, whatever was answered. */
  #mayLie = false;
  /** Where; not known while no answer has come. */
  #on: readonly string[] | undefined;

  constructor(journal: Journal, caller: ActivityCaller, holding: Holding, request: OperationRequest) {
    this.#journal = journal;
    this.#caller = caller;
    this.#holding = holding;
    this.#request = request;
  }

  /** Nodes that are worked on at once wait for the one that came first. A cluster that is held elsewhere refuses the operation. */
  async take(): Promise<void> {
    this.#taking ??= this.#take();
    await this.#taking;
  }

  async #take(): Promise<void> {
    const { id, title } = LEASE_STEP;
    const { pace } = this.#request.cluster;
    const input = toLeaseInput(this.#request);
    await this.#holding.whilePaused();
    this.#journal.step(id, { kind: 'change', title, state: 'running' });
    try {
      const plan = await this.#caller.call<ChangePlan>(
        { name: `${TAKE_LEASE}.plan`, id: `${id}:plan`, title, purpose: { kind: 'read', pace } },
        input,
      );
      this.#journal.step(id, { actions: plan.actions });
      await this.#holding.whilePaused();
      this.#mayLie = true;
      const { evidence, value } = await this.#caller.call<ChangeResult>(
        { name: `${TAKE_LEASE}.perform`, id: `${id}:perform`, title, purpose: { kind: 'perform', pace } },
        input,
        plan,
      );
      this.#on = value as readonly string[];
      this.#journal.step(id, { state: 'done', evidence });
    } catch (error) {
      if (isCancellation(error)) {
        this.#journal.step(id, { state: 'skipped', note: 'stopped' });
        throw error;
      }
      const failure = viewFailure(error);
      this.#journal.step(id, { state: 'failed', failure });
      throw new OperationRefused(failure);
    }
  }

  /** At the end of the operation, whichever it is; what cannot be taken away is told, and holds nobody. */
  async release(): Promise<void> {
    if (!this.#mayLie) return;
    await CancellationScope.nonCancellable(() => this.#release());
  }

  async #release(): Promise<void> {
    const { id, title } = RELEASE_STEP;
    const { id: operation, cluster } = this.#request;
    const input: ReleaseInput = {
      cluster,
      operation,
      lost: listLost(this.#request),
      ...(this.#on !== undefined && { on: this.#on }),
    };
    this.#journal.step(id, { kind: 'change', title, state: 'running' });
    try {
      const purpose = { kind: 'read', pace: cluster.pace, tries: RELEASE_TRIES } as const;
      const { evidence } = await this.#caller.call<ChangeResult>(
        { name: RELEASE_LEASE, id: `${id}:perform`, title, purpose },
        input,
      );
      this.#journal.step(id, { state: 'done', evidence });
    } catch (error) {
      this.#journal.step(id, { state: 'skipped', note: `it may lie there still: ${viewFailure(error).message}` });
    }
  }
}

export function toLeaseInput(request: OperationRequest): LeaseInput {
  const { id, cluster, by, takeOver } = request;
  return {
    cluster,
    operation: id,
    what: describeAsked(request),
    by,
    lost: listLost(request),
    ...(takeOver !== undefined && { takeOver }),
  };
}

function listLost({ lost = false, nodes }: OperationRequest): readonly string[] {
  return lost ? nodes : [];
}
