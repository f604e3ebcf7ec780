import type { OperationProgress } from '../operation.ts';
import type { PlannedStep } from './describe-step.ts';
import { isOver } from './is-over.ts';

/** A plan of the same change, and what of it may be read as what a step is going to do. */
export interface EarlierPlan {
  /** ISO time: what is so may have changed since. */
  readonly at: string;
  readonly id: string;
  readonly steps: ReadonlyMap<string, PlannedStep>;
}

/** Whether a plan is one of just this change; which checks are overridden does not matter. */
export function isPlanOf(plan: OperationProgress, { request }: OperationProgress): boolean {
  const of = plan.request;
  const same = (one: readonly string[] = [], other: readonly string[] = []) => one.join(' ') === other.join(' ');
  return (
    of.mode === 'plan' &&
    of.cluster === request.cluster &&
    of.verb === request.verb &&
    of.role === request.role &&
    same(of.nodes, request.nodes) &&
    same(of.with, request.with) &&
    (of.lost ?? false) === (request.lost ?? false) &&
    (of.noDrain ?? false) === (request.noDrain ?? false)
  );
}

/** The steps of the plan that are still to come and that the operation itself has not planned. */
export function takePlan(plan: OperationProgress, { steps }: OperationProgress): EarlierPlan {
  const open = new Set(
    steps.filter((step) => !isOver(step) && step.kind === 'change' && step.actions === undefined).map(({ id }) => id),
  );
  const planned = plan.steps.filter(({ id, actions }) => open.has(id) && actions !== undefined);
  return {
    at: plan.startedAt,
    id: plan.request.id,
    steps: new Map(planned.map((step) => [step.id, step])),
  };
}
