import { analyzing, type Answer, OK } from '../answer.ts';
import type { Storage } from '../storage/storage.ts';
import type { Properties } from './data-statement.ts';

/** ADMIN SET REPLICA STATUS, as read: nothing is said of a replica that there is not. */
export function setReplicaStatus(storage: Storage, properties: Properties): Answer {
  const tabletId = Number(properties.get('tablet_id'));
  const backendId = Number(properties.get('backend_id'));
  const status = properties.get('status')?.toLowerCase();
  if (!Number.isInteger(tabletId) || !Number.isInteger(backendId) || status === undefined) {
    return analyzing('Should add following properties: TABLET_ID, BACKEND_ID and STATUS');
  }
  if (status !== 'ok' && status !== 'bad') return analyzing('Do not support setting replica status as ' + status);
  const replica = storage.findTablet(tabletId)?.replicas.find((one) => one.backendId === backendId);
  if (replica !== undefined) replica.bad = status === 'bad';
  return OK;
}
