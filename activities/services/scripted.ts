import type { SshTarget } from '../../model/cluster.ts';
import { activitySignal } from '../context.ts';
import { stopProcess } from '../process/stop-process.ts';
import { redact } from '../tools.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';
import { composeStart, type ScriptStart } from './script-start.ts';
import { type Service, type ServiceState, parseServiceProcess } from './service.ts';

export interface Scripted extends Pick<ScriptStart, 'functions' | 'describe' | 'command' | 'logs' | 'judge'> {
  /** The script that starts it, as a person calls it. */
  readonly name: string;
  /** What is typed there to start and to stop it. */
  readonly commands: Service['commands'];
  /** Directory of the product, `$home`. */
  readonly home: string;
  /** `$2`, `$3`, … of all of it; the names are those of `variables`. */
  readonly args: readonly string[];
  /** Sets the variables from `$2` on. */
  readonly variables: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How often it is looked for after its start, half a second apart. */
  readonly looks: number;
  /** Of the start, in ms. */
  readonly startLimitMs: number;
  /** In ms. */
  readonly stopLimitMs: number;
  /** Texts that the arguments of its process contain. */
  readonly markers: readonly string[];
  /** Where it is written that it was told to end. @default nowhere */
  readonly endingNote?: string;
}

/** What is started by the product's own script, and known by its pid file. */
export function scriptService(pool: SshPool, target: SshTarget, scripted: Scripted): Service {
  const { name, home, args, functions, variables, describe, logs, env, startLimitMs, stopLimitMs, markers } = scripted;
  const own = `home=$1 looks=$2; shift\n${variables}`;
  const run = async (script: string, limitMs: number, what: string, signal?: AbortSignal) => {
    const asked = { args: [home, String(scripted.looks), ...args], limitMs, what, signal };
    return (await runScript(pool, target, script, { ...asked, ...(env !== undefined && { env }) })).stdout;
  };
  const look = `${functions}\n${own}\n`;
  return {
    name,
    commands: scripted.commands,
    async inspect() {
      return toState(
        await run(`${look}${describe}`, LOOK_MS, 'looking for the process', activitySignal()),
        'does not run',
      );
    },
    async start() {
      // Not cut off by a cancel: its script would go on, and a stop that comes next would find no process yet.
      const stdout = await run(composeStart({ ...scripted, variables: own }), startLimitMs, name);
      const said = stdout.trimEnd().split('\n');
      return toState(said.at(-1) ?? '', redact(stdout));
    },
    async stop(process) {
      const found = process ?? (await this.inspect()).process;
      if (found === undefined) return 'already gone';
      const { pid, started } = found;
      const note = scripted.endingNote === undefined ? {} : { note: scripted.endingNote };
      const limit = { limitMs: stopLimitMs, signal: activitySignal(), ...note };
      return await stopProcess(pool, target, { pid, started, markers, ...limit });
    },
    async lastWords(lines = 20) {
      const stdout = await run(
        `${look}tail -n ${Math.trunc(lines)} ${logs} 2>/dev/null | cut -c1-1000`,
        LOOK_MS,
        'reading its logs',
        activitySignal(),
      );
      return redact(stdout)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('==>'));
    },
  };
}

const LOOK_MS = 15_000;

/** @param otherwise what is said where no process runs */
function toState(line: string, otherwise: string): ServiceState {
  const process = parseServiceProcess(line);
  if (process === undefined) return { words: otherwise };
  return { process, words: `runs as pid ${process.pid}` };
}
