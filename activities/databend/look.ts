import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import type { LookOf } from '../../model/look.ts';
import type { Tools } from '../tools.ts';

/** Readings for a person, here or on a worker. They change nothing. */
export function createLook(_tools: Tools): LookOf<DatabendCluster> {
  const refuse = () => Promise.reject(new MusterError('BAD_INPUT', 'Databend clusters cannot be looked at yet'));
  return { status: refuse, check: refuse, reach: refuse, import: refuse };
}
