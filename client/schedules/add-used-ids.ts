import type { RequestTemplate } from '../../model/schedule/schedule.ts';
import type { Link } from '../connect.ts';
import { findUsedIds } from '../find-used-ids.ts';

/** Ids of a raft group that were used until now; those of later are looked up by the firing. */
export async function addUsedIds(link: Link, request: RequestTemplate): Promise<RequestTemplate> {
  const usedIds = await findUsedIds(link, { ...request, id: '', by: '', notAfter: '' });
  return usedIds.length > 0 ? { ...request, usedIds } : request;
}
