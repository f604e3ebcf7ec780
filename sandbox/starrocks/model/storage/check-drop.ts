import type { Backend } from '../metadata.ts';
import { type Storage, tabletsOf } from './storage.ts';

/**
 * Why DROP BACKEND without FORCE is refused, word by word as recorded. Only tables whose property says one replica are asked:
 * what else is left without enough of them is not.
 */
export function refuseDrop(storage: Storage, { id, host, port }: Backend): string | undefined {
  const single = storage
    .tables()
    .find((table) => table.replicationNum === 1 && tabletsOf(table).some((tablet) => isOn(id, tablet.replicas)));
  if (single === undefined) return undefined;
  const name = `${single.database.name}.${single.name}`;
  return (
    `Tables such as [${name}] on the backend[${host}:${port}] have only one replica. To avoid data loss, please change the ` +
    `replication_num of [${name}] to three. ALTER SYSTEM DROP BACKEND <backends> FORCE can be used to forcibly drop the backend. `
  );
}

function isOn(id: number, replicas: readonly { readonly backendId: number }[]): boolean {
  return replicas.some(({ backendId }) => backendId === id);
}
