/**
 * How far a node that is to join has come before, as the members tell: nothing of it · `ghost`: its address is recorded, it is
 * no member · `learner` · `voter`: it votes, and `reached` says whether it ever took over anything.
 */
export type Standing =
  | { readonly is: 'unknown' }
  | { readonly is: 'ghost' }
  | { readonly is: 'learner' }
  | { readonly is: 'voter'; readonly reached: boolean };

export function isHalfJoined(standing: Standing): boolean {
  return standing.is !== 'unknown';
}
