import type { ChangeActivity, ChangeResult } from '../../model/step.ts';
import { bindChange } from '../bind-change.ts';
import type { Tools } from '../tools.ts';
import type { LeaseInput } from './lease-input.ts';
import { type ReleaseInput, release } from './release.ts';
import { take } from './take.ts';

/** Activities on the lease of a cluster, whatever its engine. */
export interface Leases {
  readonly take: ChangeActivity<LeaseInput>;
  readonly release: (input: ReleaseInput) => Promise<ChangeResult>;
}

export function createLeases(tools: Tools): Leases {
  return { take: bindChange(tools, take), release: (input) => release(tools, input) };
}
