/** More than half of them. */
export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}
