/** The two steps that every operation has beside those of its procedure. */
export const LEASE_STEP = { id: 'lease', title: "Leave the lease on the cluster's hosts" } as const;
export const RELEASE_STEP = { id: 'release', title: "Take the lease off the cluster's hosts" } as const;

/** After these tries what cannot be reached is left: the end of an operation waits for no host. */
export const RELEASE_TRIES = 3;

/** Activities that are called by name. */
export const TAKE_LEASE = 'muster.lease.take';
export const RELEASE_LEASE = 'muster.lease.release';
