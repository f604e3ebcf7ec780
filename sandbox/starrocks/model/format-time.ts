/** In the zone of the server, no zone given (recorded). Its hosts run in UTC. */
export function formatTime(millis: number): string {
  return new Date(millis).toISOString().slice(0, 19).replace('T', ' ');
}
