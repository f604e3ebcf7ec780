import type { UnitState } from '../../model/unit-state.ts';
import type { StopOutcome } from '../process/stop-process.ts';

/** The process of a service. */
export interface ServiceProcess {
  readonly pid: number;
  /** Opaque; another one means another process, with the same pid or not. */
  readonly started: string;
}

export interface ServiceState {
  /** Absent: none runs. */
  readonly process?: ServiceProcess;
  /** Where a unit of systemd runs it. */
  readonly unit?: UnitState;
  /** As a sentence has it after the name of the service. */
  readonly words: string;
}

/**
 * What runs the process of a node, on its host: a unit of systemd, or the product's own scripts with their pid file. Each call
 * is one look or one act with a limit of ours; there is no reload, because that of these products ends them.
 */
export interface Service {
  /** As a person calls it. */
  readonly name: string;
  /** What is typed there to start and to stop it. */
  readonly commands: { readonly start: string; readonly stop: string };
  inspect(): Promise<ServiceState>;
  /**
   * Starts it, or finds it running. That it was started says nothing of it: how it is a moment later is in the answer, and
   * whether it serves is another question.
   */
  start(): Promise<ServiceState>;
  /** Ends exactly this process and returns when it is gone. @param process @default whatever runs */
  stop(process?: ServiceProcess): Promise<StopOutcome>;
  /** The last lines that it, or what runs it, had to say; the latest last. */
  lastWords(lines?: number): Promise<readonly string[]>;
}

/** What tells this process from every other one that has or had its pid; as history keeps it. */
export function identityOf({ pid, started }: ServiceProcess): string {
  return `${pid}@${started}`;
}

export function parseIdentity(text: string): ServiceProcess | undefined {
  return parseServiceProcess(text.replace('@', ' '));
}

/** Of `<pid> <started>`, as the scripts print it. */
export function parseServiceProcess(text: string): ServiceProcess | undefined {
  const [, pid, started] = /^(\d+) (\S+)/.exec(text.trim()) ?? [];
  return pid === undefined || started === undefined ? undefined : { pid: Number(pid), started };
}
