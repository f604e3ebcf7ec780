import { isMusterError, MusterError } from '../../model/error.ts';
import { ALIAS } from '../../model/patterns.ts';
import { parseScheduleId } from '../../model/schedule/schedule.ts';
import type { Link } from '../connect.ts';
import { findClusterFile } from '../find-cluster-file.ts';
import { loadCluster } from '../load-cluster.ts';
import { askSchedules } from './ask-schedules.ts';

export interface NamedSchedule {
  readonly cluster: string;
  readonly name: string;
}

/** `prod/weekly-restart`, or `weekly-restart` of the cluster of the file; without a file, the only one called so. */
export async function nameSchedule(link: Link, text: string, file: string | undefined): Promise<NamedSchedule> {
  const [cluster, name, more] = text.includes('/') ? text.split('/') : [undefined, text];
  checkName(name ?? '');
  if (more !== undefined || (cluster !== undefined && !ALIAS.test(cluster)))
    throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is no schedule, expected <name> or <cluster>/<name>`);
  if (cluster !== undefined) return { cluster, name: name ?? '' };
  const own = await nameCluster(file);
  return own === undefined ? await findByName(link, text) : { cluster: own, name: text };
}

export function checkName(name: string): void {
  if (ALIAS.test(name)) return;
  throw new MusterError(
    'BAD_INPUT',
    `${JSON.stringify(name)} is no name for a schedule: it begins with a letter, then letters, digits, ".", "_" and "-", 63 at most`,
    { hint: 'muster schedule create weekly-restart --cron "0 3 * * 0" -- restart be' },
  );
}

async function nameCluster(file: string | undefined): Promise<string | undefined> {
  try {
    await findClusterFile(file);
  } catch (error) {
    if (isMusterError(error)) return undefined;
    throw error;
  }
  return (await loadCluster(file)).cluster.name;
}

async function findByName(link: Link, name: string): Promise<NamedSchedule> {
  const found = (await listSchedules(link)).filter((one) => one.name === name);
  const [only, second] = found;
  if (only === undefined)
    throw new MusterError('NOT_FOUND', `No schedule ${name} is known`, { hint: 'muster schedule list' });
  if (second === undefined) return only;
  throw new MusterError('BAD_INPUT', `${found.length} clusters have a schedule ${name}`, {
    hint: found.map((one) => `muster schedule show ${one.cluster}/${one.name}`).join('\n'),
  });
}

/** Of all clusters, by name. */
export async function listSchedules(link: Link): Promise<readonly NamedSchedule[]> {
  return await askSchedules(link, 'the schedules could not be listed', async () => {
    const found: NamedSchedule[] = [];
    for await (const { scheduleId } of link.client.schedule.list({ pageSize: 200 })) {
      const named = parseScheduleId(scheduleId);
      if (named !== undefined) found.push(named);
    }
    return found.sort((one, other) => compare(one.cluster, other.cluster) || compare(one.name, other.name));
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
