import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ControlRequest, EngineContext, SandboxEngine, SandboxInfo, SandboxOptions } from '../engine.ts';
import { sandboxPaths } from '../host/layout.ts';
import { writeClientKeys } from '../host/make-keys.ts';
import { writeShimState } from '../host/shim-faults.ts';
import { chooseSocketPath } from '../process/choose-socket-path.ts';
import { type ControlHandler, openControlServer } from './control-server.ts';
import { copyShims } from './copy-shims.ts';
import { type OpenHosts, openHosts } from './open-hosts.ts';
import { routeControl } from './route-control.ts';
import { sweepProcesses } from './sweep-processes.ts';

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

interface EngineProgram {
  readonly createEngine: (context: EngineContext) => SandboxEngine;
}

async function createEngine(context: EngineContext): Promise<SandboxEngine> {
  // Loaded by its compiled name and only when wanted: hosts without a product work without it.
  const { engine = 'starrocks' } = context.options;
  const program: string = `../${engine}/engine.js`;
  const { createEngine: create } = (await import(program)) as EngineProgram;
  return create(context);
}

function describe(options: SandboxOptions, { network, sshPort, hosts }: OpenHosts): SandboxInfo {
  const { clusterFile } = sandboxPaths(options.dir);
  const controlSocket = chooseSocketPath(options.dir, 'control');
  return { ...options, network, pid: process.pid, controlSocket, sshPort, clusterFile, hostsList: hosts };
}

async function writeInfo(path: string, info: SandboxInfo): Promise<void> {
  // Whole or not at all: others poll for it.
  await writeFile(`${path}.new`, `${JSON.stringify(info, null, 2)}\n`);
  await rename(`${path}.new`, path);
}
