import { PRODUCT_VERSION } from '../paths.ts';

const BUILD = `v${PRODUCT_VERSION}-patch-8-6684062f5d`;
const BUILT = '1.94.0-nightly-2026-11-21T11:00:00.000000000Z';

/** Recorded: three lines. */
export const META_VERSION = `databend-meta-cli-config ${BUILD}(rust-${BUILT})
min-compatible-client-version: 1.2.676
data-version: V004(2024-11-11: WAL based raft-log)
`;

/** `--cmd ver`. The first line is recorded, the second as read. */
export const META_CMD_VERSION = `version: ${PRODUCT_VERSION}-patch-8
min-compatible-client-version: 1.2.676
data-version: V004(2024-11-11: WAL based raft-log)
`;

export const METACTL_VERSION = `databend-metactl ${BUILD}-simd(${BUILT})\n`;
