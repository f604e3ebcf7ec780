import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ControlRequest, SandboxEngine, SandboxHost, SandboxInfo, SandboxOptions } from '../engine.ts';
import { sandboxPaths } from '../host/layout.ts';
import { writeClientKeys } from '../host/make-keys.ts';
import { writeShimState } from '../host/shim-faults.ts';
import { type ControlHandler, openControlServer } from './control-server.ts';
import { copyShims } from './copy-shims.ts';
import { type OpenHosts, openHosts } from './open-hosts.ts';
import { routeControl } from './route-control.ts';
import { sweepProcesses } from './sweep-processes.ts';

/** Of a Unix socket's address 107 bytes can be used (unix(7)). */
const LONGEST_SOCKET_PATH = 107;

export interface RunningSandbox {
  readonly info: SandboxInfo;
  /** Ends the product, the hosts and whatever was started through them. Safe to call again. */
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly options: SandboxOptions;
  /** False: hosts only, for tests of the hosts. */
  readonly product: boolean;
  readonly log: (line: string) => void;
  /** Called after `down` was answered. */
  readonly onDown: () => void;
}

/** Brings hosts and product up; returns when everything serves and `sandbox.json` is there to be found. */
export async function runSandbox({ options, product, log, onDown }: RunOptions): Promise<RunningSandbox> {
  const paths = sandboxPaths(options.dir);
  await copyShims(paths.shims);
  await mkdir(dirname(paths.commandLog), { recursive: true });
  const open = await openHosts(options, log);
  const info = describe(options, open);
  let engine: SandboxEngine | undefined;
  let closeControl = () => {};
  let stopping: Promise<void> | undefined;

  const stop = () => {
    stopping ??= (async () => {
      await engine?.stop().catch((error: unknown) => log(`engine: ${error}`));
      await Promise.all(open.servers.map((server) => server.close()));
      await sweepProcesses(options.dir);
      closeControl();
    })();
    return stopping;
  };

  try {
    await writeClientKeys(options.dir, open.keys, open.hosts, open.sshPort);
    for (const host of open.hosts) await writeShimState(host);
    if (product) {
      engine = await createEngine({ options: info, hosts: open.hosts, log });
      await engine.start();
    }
    const handle: ControlHandler = async (request: ControlRequest) => {
      if (request.command === 'down') {
        setImmediate(onDown);
        return null;
      }
      if (request.command === 'info') return info;
      return routeControl({ servers: open.servers, engine }, request);
    };
    const control = await openControlServer(info.controlSocket, handle);
    closeControl = () => control.close();
    await writeInfo(paths.info, info);
    return { info, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface EngineContext {
  readonly options: SandboxInfo;
  readonly hosts: readonly SandboxHost[];
  readonly log: (line: string) => void;
}

async function createEngine(context: EngineContext): Promise<SandboxEngine> {
  // Loaded by its compiled name and only when wanted: hosts without a product work without it.
  const program: string = '../starrocks/engine.js';
  const { createStarRocksEngine } = await import(program);
  return createStarRocksEngine(context);
}

function describe(options: SandboxOptions, { network, sshPort, hosts }: OpenHosts): SandboxInfo {
  const { clusterFile } = sandboxPaths(options.dir);
  const controlSocket = controlSocketPath(options.dir);
  return { ...options, network, pid: process.pid, controlSocket, sshPort, clusterFile, hostsList: hosts };
}

function controlSocketPath(dir: string): string {
  const near = join(dir, 'control.sock');
  if (Buffer.byteLength(near) <= LONGEST_SOCKET_PATH) return near;
  return join(tmpdir(), `muster-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}.sock`);
}

async function writeInfo(path: string, info: SandboxInfo): Promise<void> {
  // Whole or not at all: others poll for it.
  await writeFile(`${path}.new`, `${JSON.stringify(info, null, 2)}\n`);
  await rename(`${path}.new`, path);
}
