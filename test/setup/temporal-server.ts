import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { DEFAULT_NAMESPACE } from '../../model/operation.ts';
import { connectWhenUp } from '../../worker/local/await-ready.ts';
import { lastLines } from '../../worker/local/background-process.ts';
import { findFreePort } from '../../worker/local/choose-ports.ts';
import { devServerCommand } from '../../worker/local/dev-server.ts';
import { prepareNamespace } from '../../worker/server/prepare-namespace.ts';
import { identifyProcess } from '../../worker/local/process-identity.ts';
import { findTemporal } from '../../worker/temporal/find-binary.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** host:port of a real server, with namespace and search attributes prepared. Use a task queue of your own. */
    temporalAddress: string;
    temporalNamespace: string;
    /** The binary, for tests that start a server of their own. */
    temporalPath: string;
  }
}

/** The server ends with its input, so also with a test run that is killed. */
const GUARD = 'exec 3<&0; "$@" & server=$!; (cat <&3 >/dev/null; kill $server) & wait $server';

export default async function startTemporalServer(project: TestProject): Promise<() => Promise<void>> {
  const binary = await findTemporal({ say: (line) => process.stderr.write(`${line}\n`) });
  const directory = mkdtempSync(join(tmpdir(), 'muster-test-temporal-'));
  const ports = { grpc: await findFreePort(), ui: await findFreePort() };
  const { command, args, log } = devServerCommand(binary.path, directory, ports);
  const output = openSync(log, 'a');
  const guard = spawn('bash', ['-c', GUARD, 'guard', command, ...args], {
    cwd: directory,
    // Ctrl-C is for the tests; the server is told by its input.
    detached: true,
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  const ended = new Promise((resolve) => guard.once('exit', resolve));
  const stop = async () => {
    guard.stdin?.end();
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  const address = `127.0.0.1:${ports.grpc}`;
  const signal = AbortSignal.timeout(240_000);
  try {
    const server = identifyProcess(guard.pid ?? 0);
    if (server === undefined) throw new Error(`The Temporal server ended at once: ${lastLines(log)}`);
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
