import type { Environment } from './model/process.ts';

/** What `image/ROLE`, `image/VERSION` and `bdb/` say. */
export function describeMeta({ id, clusterId, nodeName, role, metadata }: Environment) {
  return {
    environment: id,
    role: `role=${role}\nhostType=IP\nname=${nodeName}\n`,
    version: `clusterId=${clusterId}\ntoken=${metadata.token}\nrunMode=${metadata.runMode}\n`,
  };
}
