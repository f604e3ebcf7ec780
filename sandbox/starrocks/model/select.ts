import { type Answer, type ColumnType, failure, textRows } from './answer.ts';
import { likePattern } from './frontend-config.ts';
import type { Metadata } from './metadata.ts';
import type { Session } from './session.ts';
import { VERSION } from './world.ts';

const VARIABLES: Readonly<Record<string, string>> = {
  autocommit: 'true',
  character_set_client: 'utf8mb4',
  character_set_server: 'utf8mb4',
  lower_case_table_names: '0',
  lower_upper_support_utf8: 'false',
  sql_mode: 'ONLY_FULL_GROUP_BY',
  time_zone: 'Etc/UTC',
  version: '8.0.33',
  version_comment: VERSION,
  wait_timeout: '28800',
};

interface Value {
  readonly name: string;
  readonly value: string;
  readonly type: ColumnType;
}

/** What a frontend answers by itself, with no backend. */
export function select(metadata: Metadata, session: Session, expressions: readonly string[]): Answer {
  // As read: even a table of information_schema is scanned by a backend, so the first thing that is missed is one.
  if (/\bFROM\b/i.test(expressions.join(','))) {
    if (!metadata.backends.some(({ alive }) => alive)) return needsBackend(metadata);
    return failure('the sandbox does not simulate queries');
  }
  const values: Value[] = [];
  for (const expression of expressions) {
    const value = evaluate(metadata, session, expression);
    if (value !== undefined) values.push(value);
    else if (/^current_version\(\)$/i.test(expression)) return needsBackend(metadata);
    else return failure(`Getting analyzing error. Detail message: Column '${expression}' cannot be resolved.`);
  }
  return {
    kind: 'rows',
    columns: values.map(({ name, type }) => ({ name, type })),
    rows: [values.map(({ value }) => value)],
  };
}

function evaluate(metadata: Metadata, { id, roles, user }: Session, expression: string): Value | undefined {
  if (/^\d+$/.test(expression)) return { name: expression, value: expression, type: 'TINY' };
  switch (expression.toLowerCase().replaceAll(/\s/g, '')) {
    case 'version()':
      return { name: 'version()', value: '8.0.33', type: 'VAR_STRING' };
    case 'current_version()':
      // It runs on a backend.
      if (!metadata.backends.some(({ alive }) => alive)) return undefined;
      return { name: 'current_version()', value: VERSION.replace('-', ' '), type: 'VAR_STRING' };
    case 'connection_id()':
      return { name: 'CONNECTION_ID()', value: String(id), type: 'LONGLONG' };
    case 'current_role()':
      return { name: 'CURRENT_ROLE()', value: roles.join(', ') || 'NONE', type: 'VAR_STRING' };
    case 'current_user()':
      return { name: 'CURRENT_USER()', value: `'${user}'@'%'`, type: 'VAR_STRING' };
  }
  const variable = /^@@(?:session\.|global\.)?(\w+)$/i.exec(expression)?.[1]?.toLowerCase();
  const value = variable === undefined ? undefined : VARIABLES[variable];
  return value === undefined ? undefined : { name: expression, value, type: 'VAR_STRING' };
}

/** Recorded: the function runs on a backend; dead ones are listed. */
function needsBackend({ backends }: Metadata): Answer {
  const dead = backends.map(({ host }) => `[${host} alive: false inBlacklist: false] `).join('');
  return failure(`Backend node not found. Check if any backend node is down.backend: ${dead}`);
}

export function showVariables(like: string): Answer {
  const pattern = likePattern(like);
  const rows = Object.entries(VARIABLES).filter(([name]) => pattern.test(name));
  return textRows(['Variable_name', 'Value'], rows);
}
