import type { ChangeActivity } from '../model/step.ts';
import type { Tools } from './tools.ts';

/** A change as it is written: the tools come first. */
export interface ChangeWithTools<Input> {
  plan(tools: Tools, input: Input): ReturnType<ChangeActivity<Input>['plan']>;
  perform(
    tools: Tools,
    input: Input,
    plan: Parameters<ChangeActivity<Input>['perform']>[1],
  ): ReturnType<ChangeActivity<Input>['perform']>;
}

/** As workflows call it. */
export function bindChange<Input>(tools: Tools, change: ChangeWithTools<Input>): ChangeActivity<Input> {
  return {
    plan: (input) => change.plan(tools, input),
    perform: (input, plan) => change.perform(tools, input, plan),
  };
}
