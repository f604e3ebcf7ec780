import { ensureBuilt } from '../../scripts/build.js';

/** Workers, sandboxes and the command line are run as they ship. Types are refused by `npm test`, not here. */
export default async function buildFirst(): Promise<void> {
  await ensureBuilt({ lenient: true });
}
