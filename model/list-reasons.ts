import type { OperationOptions } from './operation.ts';

/** Why what is asked may be done, as far as the request itself says so: one line each. */
export function listReasons({ outage, now, accept = {} }: OperationOptions): readonly string[] {
  return [
    ...(outage === undefined ? [] : [`outage: ${outage}`]),
    ...(now === undefined ? [] : [`keeps no window: ${now}`]),
    ...Object.entries(accept).map(([gate, reason]) => `accepts ${gate}: ${reason}`),
  ];
}
