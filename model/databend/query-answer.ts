import { z } from 'zod';

/** What a Query node answered to a statement, or to a page of it. */
export type QueryAnswer =
  /** `next`: where more of it is. */
  | { readonly kind: 'goes on'; readonly next: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'unreadable' };

/** As its documentation has it: a statement is over when no next page is named, and it failed when there is an error. */
const answer = z.object({
  state: z.string().nullish(),
  error: z.object({ code: z.number().nullish(), message: z.string() }).nullish(),
  next_uri: z.string().nullish(),
});

const MOST = 300;

export function readQueryAnswer(status: number, body: string): QueryAnswer {
  const read = answer.safeParse(parseJson(body));
  if (!read.success) {
    return status === 200
      ? { kind: 'unreadable' }
      : { kind: 'failed', message: `HTTP ${status} ${firstLine(body)}`.trim() };
  }
  const { error, next_uri: next, state } = read.data;
  if (error) return { kind: 'failed', message: firstLine(error.message) };
  if (status !== 200) return { kind: 'failed', message: `HTTP ${status}` };
  if (next) return { kind: 'goes on', next };
  return state === 'Failed' ? { kind: 'failed', message: 'it failed and gave no reason' } : { kind: 'done' };
}

/** Nobody but the user may be wrong: no other try helps. */
export function isAuthFailure(status: number): boolean {
  return status === 401 || status === 403;
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').slice(0, MOST);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
