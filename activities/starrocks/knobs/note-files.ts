import { type StarRocksCluster, type FrontendSpec, frontendsOf } from '../../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../../model/error.ts';
import { type KnobNote, parseKnobNote, writeKnobNote } from '../../../model/starrocks/knobs/knob-note.ts';
import { activitySignal } from '../../context.ts';
import { putFile } from '../../files/put-file.ts';
import { readFile } from '../../files/read-file.ts';
import { runScript } from '../../ssh/run-script.ts';
import type { Tools } from '../../tools.ts';

/** Of one frontend's host: the note, that there is none, or why it cannot be told. */
export interface NoteFile {
  readonly node: FrontendSpec;
  readonly note?: KnobNote;
  readonly unread?: string;
}

const MAX_BYTES = 20_000;

/** In the home itself: whatever tidies up `log/` would take it away in the middle of a drain, and nothing reads it here. */
export function notePath({ home }: FrontendSpec): string {
  return `${home}/.muster-knobs.json`;
}

/** Every frontend of the cluster file; one that is out of reach is no reason to stop. */
export async function readNotes(tools: Tools, cluster: StarRocksCluster): Promise<readonly NoteFile[]> {
  return await onEachHost(cluster, async (node) => {
    const { content } = await readFile(tools.ssh, node.ssh, notePath(node), {
      maxBytes: MAX_BYTES,
      signal: activitySignal(),
    });
    const note = content === undefined ? undefined : parseKnobNote(content.toString('utf8'));
    return { node, ...(note !== undefined && { note }) };
  });
}

/** Writes what `change` makes of each note, or takes the file away; leaves alone what could not be read. */
export async function changeNotes(
  tools: Tools,
  cluster: StarRocksCluster,
  files: readonly NoteFile[],
  change: (note: KnobNote | undefined) => KnobNote | undefined,
): Promise<readonly NoteFile[]> {
  return await onEachHost(cluster, async (node) => {
    const known = files.find((file) => file.node.alias === node.alias);
    if (known === undefined || known.unread !== undefined) return known ?? { node, unread: 'not looked at' };
    const note = change(known.note);
    if (note === undefined) await remove(tools, node);
    else
      await putFile(tools.ssh, node.ssh, {
        path: notePath(node),
        source: { content: Buffer.from(writeKnobNote(note)) },
        mode: 0o644,
        limitMs: 30_000,
        signal: activitySignal(),
      });
    return { node, ...(note !== undefined && { note }) };
  });
}

async function remove(tools: Tools, node: FrontendSpec): Promise<void> {
  await runScript(tools.ssh, node.ssh, 'rm -f -- "$1"', {
    args: [notePath(node)],
    limitMs: 15_000,
    signal: activitySignal(),
    what: 'removing the note on switches',
  });
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
