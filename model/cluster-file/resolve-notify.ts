import type { HookSpec } from '../node-base.ts';
import { DEFAULT_WORDS, expandWords, type NoticeWord } from '../notices/events.ts';
import { resolvePassword } from './resolve-password.ts';
import type { Resolving } from './resolving.ts';

interface NotifyingFile {
  readonly notify?: readonly { readonly url: string; readonly on?: readonly NoticeWord[] }[];
}

/** The hooks of a file; an empty list is none. */
export function resolveNotify(context: Resolving<NotifyingFile>): { readonly notify?: readonly HookSpec[] } {
  const hooks = (context.file.notify ?? []).flatMap(({ url: written, on = DEFAULT_WORDS }, index): HookSpec[] => {
    const url = resolvePassword(written, context, ['notify', index, 'url']);
    return url === undefined ? [] : [{ url, on: expandWords(on) }];
  });
  return hooks.length === 0 ? {} : { notify: hooks };
}
