import { MusterError } from '../model/error.ts';
import { readAdmission } from './admission.ts';
import type { Link } from './connect.ts';
import { listOperations } from './find-operation.ts';
import { listSchedules } from './schedules/name-schedule.ts';

/** For a name that was typed: under one that nobody uses nothing runs and a suspension stops nothing, and nobody would notice. */
export async function requireKnownCluster(link: Link, cluster: string): Promise<void> {
  // First, because the list of the server may be late.
  if ((await readAdmission(link, cluster)) !== undefined) return;
  for await (const _ of listOperations(link, { cluster, limit: 1 })) return;
  if ((await listSchedules(link)).some((schedule) => schedule.cluster === cluster)) return;
  throw new MusterError(
    'NOT_FOUND',
    `No cluster ${JSON.stringify(cluster)} is known: no operation or schedule of it was ever seen`,
    {
      hint: 'muster ops list\nname it by its file, which needs no operation: -f <file>',
    },
  );
}
