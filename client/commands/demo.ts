import type { Engine } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

const DEMOS: Readonly<Record<Engine, (terminal: Terminal) => Promise<ExitCode>>> = {
  starrocks: async (terminal) => (await import('../demo/demo-starrocks.ts')).demoStarRocks(terminal),
  databend: async (terminal) => (await import('../demo/demo-databend.ts')).demoDatabend(terminal),
};

/** One engine's cluster in motion, on a sandbox. */
export async function runDemo(engine: string, terminal: Terminal): Promise<ExitCode> {
  if (Object.hasOwn(DEMOS, engine)) return await DEMOS[engine as Engine](terminal);
  throw new MusterError('BAD_INPUT', `There is no demo of ${JSON.stringify(engine)}`, {
    hint: Object.keys(DEMOS)
      .map((name) => `muster demo ${name}`)
      .join('\n'),
  });
}
