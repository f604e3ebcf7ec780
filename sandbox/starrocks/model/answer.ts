export type ColumnType = 'VAR_STRING' | 'LONG' | 'LONGLONG' | 'TINY';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export type Cell = string | null;

/** What a statement is answered with on the wire. */
export type Answer =
  | { readonly kind: 'ok' }
  | { readonly kind: 'rows'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'error'; readonly errno: number; readonly state: string; readonly message: string };

export const OK: Answer = { kind: 'ok' };

/** Recorded: every column of SHOW and PROC is VAR_STRING, numbers and booleans included. */
export function textRows(names: readonly string[], rows: readonly (readonly Cell[])[]): Answer {
  return { kind: 'rows', columns: names.map((name) => ({ name, type: 'VAR_STRING' })), rows };
}

export function oneValue(name: string, value: Cell, type: ColumnType = 'VAR_STRING'): Answer {
  return { kind: 'rows', columns: [{ name, type }], rows: [[value]] };
}

/** Recorded: nearly every failure is 1064 (HY000); only the text tells them apart. */
export function failure(message: string, errno = 1064, state = 'HY000'): Answer {
  return { kind: 'error', errno, state, message };
}

export function analyzing(detail: string): Answer {
  return failure(`Getting analyzing error. Detail message: ${detail}.`);
}
