import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { DEFAULT_NAMESPACE } from '../../model/operation.ts';
import { connectWhenUp } from '../../worker/local/await-ready.ts';
import { stopProcess } from '../../worker/local/background-process.ts';
import { startDevServer } from '../../worker/local/dev-server.ts';
import { prepareNamespace } from '../../worker/local/prepare-namespace.ts';
import { stateFiles } from '../../worker/local/state-directory.ts';
import { SERVER_STOP } from '../../worker/local/stop-local.ts';
import { findTemporal } from '../../worker/temporal/find-binary.ts';
import { findFreePort } from '../../worker/local/choose-ports.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** host:port of a real server, with namespace and search attributes prepared. Use a task queue of your own. */
    temporalAddress: string;
    temporalNamespace: string;
    /** The binary, for tests that start a server of their own. */
    temporalPath: string;
  }
}

export default async function startTemporalServer(project: TestProject): Promise<() => Promise<void>> {
  const binary = await findTemporal({ say: (line) => process.stderr.write(`${line}\n`) });
  const directory = mkdtempSync(join(tmpdir(), 'muster-test-temporal-'));
  const ports = { grpc: await findFreePort(), ui: await findFreePort() };
  const server = await startDevServer(binary, directory, ports);
  const stop = async () => {
    await stopProcess(server, SERVER_STOP);
    rmSync(directory, { recursive: true, force: true });
  };
  const address = `127.0.0.1:${ports.grpc}`;
  const signal = AbortSignal.timeout(60_000);
  try {
    const log = stateFiles(directory).serverLog;
    const connection = await connectWhenUp(address, { name: 'The Temporal server', process: server, log, signal });
    await prepareNamespace(connection, DEFAULT_NAMESPACE, signal);
    await connection.close();
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('temporalAddress', address);
  project.provide('temporalNamespace', DEFAULT_NAMESPACE);
  project.provide('temporalPath', binary.path);
  return stop;
}
