import type { ChangeActivity, CheckActivity, LongActivity, WaitActivity } from '../../model/step.ts';

/** Names an activity of the worker. The types come from `activities/`, the code never does. */
export interface CheckRef<Input> {
  readonly name: string;
  readonly shape?: CheckActivity<Input>;
}
export interface ChangeRef<Input> {
  readonly name: string;
  readonly shape?: ChangeActivity<Input>;
}
export interface WaitRef<Input> {
  readonly name: string;
  readonly shape?: WaitActivity<Input>;
}
export interface LongRef<Input> {
  readonly name: string;
  readonly shape?: LongActivity<Input>;
}

type RefOf<Activity> =
  Activity extends ChangeActivity<infer Input>
    ? ChangeRef<Input>
    : Activity extends WaitActivity<infer Input>
      ? WaitRef<Input>
      : Activity extends LongActivity<infer Input>
        ? LongRef<Input>
        : Activity extends CheckActivity<infer Input>
          ? CheckRef<Input>
          : never;

export type RefsOf<Group> = { readonly [Name in keyof Group]: RefOf<Group[Name]> };

/** `refer<Frontends>('starrocks.frontends').register` is `{ name: 'starrocks.frontends.register' }`, typed. */
export function refer<Group>(prefix: string): RefsOf<Group> {
  return new Proxy({} as RefsOf<Group>, { get: (_, name) => ({ name: `${prefix}.${String(name)}` }) });
}
