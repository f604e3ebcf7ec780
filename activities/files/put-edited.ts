import { posix } from 'node:path';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { evidence } from '../evidence.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { fingerprint, matchesFingerprint } from './fingerprint.ts';
import { putFile } from './put-file.ts';
import { readFile } from './read-file.ts';

/** A file of a host that is made anew from what it is, or from another one. Its body never leaves the worker. */
export interface EditedFile {
  /** Alias of the node. */
  readonly on: string;
  readonly ssh: SshTarget;
  readonly path: string;
  /** Pure, or reads only: it is made once for the plan and again when it is carried out. `present` is absent where there is no file. */
  readonly edit: (present: Buffer | undefined) => Promise<Edit>;
  /** Where what was there before us is kept. @default it is not: the way back is the opposite edit */
  readonly backup?: {
    readonly path: string;
    /** One that is there already is left: it is what was there before an earlier try. @default false */
    readonly first?: boolean;
  };
  /** Makes the directory of the file where it is missing, for everyone to read. @default false */
  readonly makeDirectory?: boolean;
  /** What the plan says where there is no file yet, because an earlier step makes it. @default it has to be there as `edit` wants it */
  readonly soon?: string;
  /** Whose a new file is; of one that is replaced the owner stays. @default the user who writes it, in both cases */
  readonly owner?: string;
}

export interface Edit {
  /** What the diff is against, and the plan stands on. */
  readonly base: string;
  readonly desired: string;
  /** Masked. */
  readonly diff: readonly string[];
  /** What `base` is, in words, when it is another file: `/etc/x.toml of meta-1`. */
  readonly origin?: string;
}

/** A new file may hold secrets: it is not for everyone. */
const NEW_MODE = 0o640;

/** The plan carries the masked diff and a fingerprint. */
export async function planEdited(tools: Tools, file: EditedFile): Promise<ChangePlan> {
  if (file.soon !== undefined && !(await readFile(tools.ssh, file.ssh, file.path)).exists) {
    return { actions: [], later: [file.soon] };
  }
  const made = await make(tools, file);
  const { origin } = made;
  return {
    actions: [toAction(file, made)],
    ...(origin !== undefined && { later: [`every other line is that of ${origin}`] }),
    expects: { present: await fingerprint(made.base) },
  };
}

export async function performEdited(tools: Tools, file: EditedFile, plan: ChangePlan): Promise<ChangeResult> {
  const made = await make(tools, file);
  const action = plan.actions[0] ?? toAction(file, made);
  if (made.present === made.desired) return evidence(action, `${nameOf(file)} already says so`);
  const expected = (plan.expects as { present: string } | undefined)?.present ?? '';
  const same = action.kind === 'file' && action.diff.join('\n') === made.diff.join('\n');
  if (!same || !(await matchesFingerprint(made.base, expected))) {
    throw new MusterError('FILE_CHANGED', `${file.path} on ${file.on} is no longer what the plan was made from`, {
      hint: 'muster ops retry',
    });
  }
  const { mode } = made;
  const owner = file.owner === undefined ? {} : { owner: file.owner };
  if (file.backup !== undefined && made.content !== undefined && !(await isKept(tools, file))) {
    await putFile(tools.ssh, file.ssh, { path: file.backup.path, source: { content: made.content }, mode, ...owner });
  }
  if (file.makeDirectory === true && made.content === undefined) await makeDirectoryOf(tools, file);
  const source = { content: Buffer.from(made.desired) };
  // Somebody may have saved the file since it was read.
  const read = made.digest ?? 'absent';
  await putFile(tools.ssh, file.ssh, { path: file.path, source, mode, expected: read, ...owner });
  return evidence(action, made.origin === undefined ? 'written' : `written, every other line as in ${made.origin}`);
}

async function isKept(tools: Tools, { ssh, backup }: EditedFile): Promise<boolean> {
  return backup?.first === true && (await readFile(tools.ssh, ssh, backup.path)).exists;
}

async function makeDirectoryOf(tools: Tools, { ssh, path }: EditedFile): Promise<void> {
  const script = 'umask 022; mkdir -p -- "$1"';
  const directory = posix.dirname(path);
  await runScript(tools.ssh, ssh, script, { args: [directory], limitMs: 15_000, what: `making ${directory}` });
}

interface Made extends Edit {
  /** Nothing when there is no file. */
  readonly content?: Buffer;
  readonly digest?: string | undefined;
  readonly present?: string;
  readonly mode: number;
}

async function make(tools: Tools, { ssh, path, edit }: EditedFile): Promise<Made> {
  const { exists, content = Buffer.alloc(0), digest, mode = NEW_MODE } = await readFile(tools.ssh, ssh, path);
  if (!exists) return { ...(await edit(undefined)), mode };
  return { ...(await edit(content)), content, digest, present: content.toString('utf8'), mode };
}

function toAction({ on, path }: EditedFile, { present, desired, diff }: Made): Action {
  if (present === desired) return { kind: 'nothing', on, because: `${path} already says so` };
  return { kind: 'file', on, path, diff };
}

function nameOf({ path }: EditedFile): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
