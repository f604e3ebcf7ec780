/** Of Temporal's CLI, which carries the server: the one in tools/temporal/go.mod, and the one we test with. */
export const TEMPORAL_CLI_VERSION = '1.8.2';
