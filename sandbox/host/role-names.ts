import type { HostRole } from '../engine.ts';

/** As people call what a host is for. */
export const ROLE_NAMES: Readonly<Record<HostRole, string>> = {
  fe: 'frontend',
  be: 'backend',
  cn: 'compute node',
  meta: 'Meta node',
  query: 'Query node',
};
