import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** What an editor needs to complete and check a cluster file. */
export async function runSchema(terminal: Terminal): Promise<ExitCode> {
  const { clusterFileJsonSchema } = await import('../../model/cluster-file/schema.ts');
  terminal.json(clusterFileJsonSchema());
  return EXIT.DONE;
}
