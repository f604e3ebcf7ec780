import { type Answer, analyzing, type Cell } from '../answer.ts';
import { formatTime } from '../format-time.ts';
import type { Backend, Metadata } from '../metadata.ts';
import type { Process } from '../process.ts';
import type { Storage } from '../storage/storage.ts';
import type { World } from '../world.ts';

/** What one frontend answers SHOW PROC from. */
export interface ProcContext {
  readonly world: World;
  readonly process: Process;
  readonly metadata: Metadata;
  readonly storage: Storage;
  /** As it was asked for, for the error text. */
  readonly path: string;
}

export function openProc(world: World, process: Process, path: string): ProcContext {
  return { world, process, metadata: world.metadataOf(process), storage: world.storageOf(process), path };
}

export function noSuchPath({ path }: ProcContext, message = `Cannot find path: ${path}`): Answer {
  return analyzing(`Unknown proc node path: ${path}. msg: ${message}`);
}

/** As read: a time that is not known is NULL. */
export function timeCell({ world }: Pick<ProcContext, 'world'>, time: number | null): Cell {
  return time === null ? null : formatTime(world.options.wall(time));
}

/** Without compute nodes: those hold nothing. */
export function listBackends({ metadata }: Pick<ProcContext, 'metadata'>): readonly Backend[] {
  return metadata.backends.filter(({ kind }) => kind === 'be');
}
