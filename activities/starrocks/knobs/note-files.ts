import { type StarRocksCluster, type FrontendSpec, frontendsOf } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError, isMusterError } from '../../../model/error.ts';
import { type KnobNote, parseKnobNote, writeKnobNote } from '../../../model/starrocks/knobs/knob-note.ts';
import { activitySignal } from '../../context.ts';
import { type PresentFile, type Swapped, readSwapped, swapFile } from '../../files/swap-file.ts';
import type { Tools } from '../../tools.ts';

/** Of one frontend's host: the note, that there is none, or why it cannot be told. */
export interface NoteFile {
  readonly node: FrontendSpec;
  readonly note?: KnobNote;
  readonly unread?: string;
  /** No frontend is installed there. */
  readonly absent?: true;
  /** Of the file, whatever is in it. */
  readonly digest?: string;
}

/** In the home itself: whatever tidies up `log/` would take it away in the middle of a drain, and nothing reads it here. */
export function notePath({ home }: FrontendSpec): string {
  return `${home}/.muster-knobs.json`;
}

/** Every frontend of the cluster file; one that is out of reach is no reason to stop. */
export async function readNotes(tools: Tools, cluster: StarRocksCluster): Promise<readonly NoteFile[]> {
  return await onEachHost(cluster, async (node) =>
    toFile(node, await readSwapped(tools.ssh, node.ssh, notePath(node), activitySignal())),
  );
}

/**
 * Writes what `change` makes of each note, or takes the file away; leaves alone what could not be read. Where another operation
 * has changed one since, what was decided on is not so any more: the activity is tried again, and reads them anew.
 */
export async function changeNotes(
  tools: Tools,
  cluster: StarRocksCluster,
  files: readonly NoteFile[],
  change: (note: KnobNote | undefined) => KnobNote | undefined,
): Promise<readonly NoteFile[]> {
  const outdated: string[] = [];
  const changed = await onEachHost(cluster, async (node) => {
    const known = files.find((file) => file.node.alias === node.alias);
    if (known === undefined || known.unread !== undefined) return known ?? { node, unread: 'not looked at' };
    const note = change(known.note);
    const swapped = await swapFile(tools.ssh, node.ssh, {
      path: notePath(node),
      expected: known.digest,
      content: note && writeKnobNote(note),
      signal: activitySignal(),
    });
    if (swapped.kind === 'swapped') return { node, ...(note !== undefined && { note }) };
    if (swapped.kind === 'differs') outdated.push(`${notePath(node)} on ${node.alias}`);
    return toFile(node, swapped);
  });
  if (outdated.length === 0) return changed;
  throw new MusterError('COMMAND_FAILED', `Another operation has changed ${outdated.join(', ')} at the same moment`, {
    kind: 'transient',
  });
}

function toFile(node: FrontendSpec, seen: Exclude<Swapped, { kind: 'swapped' }>): NoteFile {
  if (seen.kind === 'no directory') return { node, unread: `${node.home} is not there`, absent: true };
  return seen.present === undefined ? { node } : { node, ...readPresent(seen.present) };
}

function readPresent({ content, digest }: PresentFile): Pick<NoteFile, 'note' | 'digest'> {
  const note = parseKnobNote(content);
  return { digest, ...(note !== undefined && { note }) };
}

async function onEachHost(
  cluster: StarRocksCluster,
  act: (node: FrontendSpec) => Promise<NoteFile>,
): Promise<readonly NoteFile[]> {
  return await Promise.all(
    frontendsOf(cluster).map(async (node) => {
      try {
        return await act(node);
      } catch (error) {
        if (!isMusterError(error)) throw error;
        return { node, unread: error.message };
      }
    }),
  );
}
