/**
 * How one try to do something for a tablet ended. `retry`: it stays in the queue · `discarded`: it is taken out, and the
 * checker finds it again · `running`: a clone is on its way.
 */
export type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'retry' | 'finished' | 'discarded'; readonly error: string };
