/** Of a run as the server tells it: one that was paused there, by somebody who asked Temporal and not us, goes on when it is let go on. */
export function isOpenStatus(status: string): boolean {
  return status === 'RUNNING' || status === 'PAUSED';
}
