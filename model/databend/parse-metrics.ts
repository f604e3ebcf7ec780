import type { MetaMetrics } from './member-answer.ts';

/** The two that matter of `/v1/metrics`, which is Prometheus' text; nothing when they are not there. */
export function parseMetrics(body: string): MetaMetrics | undefined {
  const pending = valueOf(body, 'proposals_pending');
  const leader = valueOf(body, 'current_leader_id');
  return pending === undefined || leader === undefined ? undefined : { pending, leader };
}

function valueOf(body: string, name: string): number | undefined {
  const found = new RegExp(`^metasrv_server_${name}(?:\\{[^}]*\\})? ([0-9.e+-]+)`, 'm').exec(body)?.[1];
  const value = Number(found);
  return found === undefined || !Number.isFinite(value) ? undefined : value;
}
