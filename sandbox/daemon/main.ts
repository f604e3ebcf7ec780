import { setTimeout as pause } from 'node:timers/promises';
import type { SandboxOptions } from '../engine.ts';
import { runSandbox } from './run-sandbox.ts';
import { sweepProcesses } from './sweep-processes.ts';

const STOP_LIMIT_MS = 20_000;

/** What `startSandbox` hands over, as the one argument after the directory. */
export interface DaemonSettings {
  readonly options: SandboxOptions;
  readonly product: boolean;
  /** End when stdin closes. */
  readonly dieWithParent: boolean;
}

const { options, product, dieWithParent } = JSON.parse(process.argv[3] ?? '') as DaemonSettings;
let ready = false;
let ending = false;

function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

async function end(reason: string): Promise<void> {
  if (ending) return;
  ending = true;
  log(`ending: ${reason}`);
  // A start that is still under way is not waited for: what it has begun is swept.
  const orderly = running.then((sandbox) => sandbox.stop()).catch((error: unknown) => log(`stop: ${error}`));
  await Promise.race([orderly, pause(ready ? STOP_LIMIT_MS : 0)]);
  await sweepProcesses(options.dir);
  log('ended');
  process.exit(0);
}

process.on('SIGTERM', () => void end('SIGTERM'));
process.on('SIGINT', () => void end('SIGINT'));
process.on('SIGHUP', () => {});
process.on('unhandledRejection', (error) => log(`unhandled: ${error instanceof Error ? error.stack : error}`));
if (dieWithParent) {
  process.stdin.on('error', () => void end('the parent is gone'));
  process.stdin.on('close', () => void end('the parent is gone'));
  process.stdin.resume();
}

const running = runSandbox({ options, product, log, onDown: () => void end('down') });
try {
  const { info } = await running;
  ready = true;
  log(`ready: ${info.hosts} hosts on ${info.network}.0/24, ssh port ${info.sshPort}`);
} catch (error) {
  if (error instanceof Error) log(`stack: ${error.stack?.replaceAll('\n', ' ')}`);
  log(`failed: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
