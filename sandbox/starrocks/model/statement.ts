import type { BackendChange, BackendVerb } from './alter-backends.ts';
import type { DataChange, DataRead } from './data/data-statement.ts';
import { parseDataChange, parseDataRead } from './data/parse-data.ts';
import type { FrontendRole } from './metadata.ts';

/** A statement as far as it was recorded; `sql` is kept for the error texts. */
export type Statement =
  | {
      readonly kind: 'alter-frontend';
      readonly verb: 'ADD' | 'DROP';
      readonly role: FrontendRole;
      readonly address: string;
    }
  | ({ readonly kind: 'alter-backend' } & BackendChange)
  | { readonly kind: 'modify-backend-host'; readonly to: string }
  | { readonly kind: 'show'; readonly what: 'FRONTENDS' | 'BACKENDS' | 'COMPUTE NODES' | 'BROKER' }
  | { readonly kind: 'proc'; readonly path: string }
  | { readonly kind: 'show-config'; readonly like: string }
  | { readonly kind: 'set-config'; readonly key: string; readonly value: string }
  | { readonly kind: 'create-user'; readonly name: string; readonly password: string }
  | { readonly kind: 'drop-user'; readonly name: string }
  | { readonly kind: 'set-password'; readonly name: string | undefined; readonly password: string }
  | { readonly kind: 'grant-system'; readonly privilege: string; readonly name: string }
  | { readonly kind: 'grant-role'; readonly role: string; readonly name: string }
  | { readonly kind: 'default-role'; readonly role: string; readonly name: string }
  | { readonly kind: 'show-grants'; readonly name: string | undefined }
  | { readonly kind: 'set-role'; readonly role: string }
  | { readonly kind: 'change-data'; readonly change: DataChange }
  | { readonly kind: 'read-data'; readonly read: DataRead }
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'set-forward'; readonly on: boolean }
  | { readonly kind: 'set' }
  | { readonly kind: 'select'; readonly expressions: readonly string[] }
  | { readonly kind: 'show-variables'; readonly like: string }
  | { readonly kind: 'show-databases' }
  | { readonly kind: 'show-warehouses' }
  | { readonly kind: 'unknown'; readonly words: string; readonly column: number };

const TEXT = `(?:'((?:[^'\\\\]|\\\\.|'')*)'|"((?:[^"\\\\]|\\\\.|"")*)")`;
const NAME = `(?:'([^']*)'|"([^"]*)"|([A-Za-z_][\\w-]*))(?:@(?:'%'|"%"|%))?`;

type Rule = readonly [RegExp, (found: RegExpExecArray) => Statement];

function rule(source: string, make: (found: RegExpExecArray) => Statement): Rule {
  return [new RegExp(`^${source.replaceAll(' ', '\\s+')}$`, 'is'), make];
}

/** The one of some alternative groups that was found. */
function pick(found: RegExpExecArray, from: number, to: number): string {
  const text = found.slice(from, to + 1).find((one) => one !== undefined) ?? '';
  return text.replaceAll(/\\(.)|''/gs, (_whole, escaped: string | undefined) => escaped ?? "'");
}

/** Only a DROP may be forced. */
function readForce(found: RegExpExecArray): Pick<BackendChange, 'list' | 'force'> {
  const list = found[2] ?? '';
  const bare = list.replace(/\s+FORCE$/i, '');
  return { list: bare, force: bare !== list && upper(found[1]) === 'DROP' };
}

const RULES: readonly Rule[] = [
  rule(`ALTER SYSTEM (ADD|DROP) (FOLLOWER|OBSERVER) ${TEXT}`, (found) => ({
    kind: 'alter-frontend',
    verb: upper(found[1]) as 'ADD' | 'DROP',
    role: upper(found[2]) as FrontendRole,
    address: pick(found, 3, 4),
  })),
  rule('ALTER SYSTEM (ADD|DROP|DECOMMISSION) BACKEND (.+?)', (found) => ({
    kind: 'alter-backend',
    verb: upper(found[1]) as BackendVerb,
    node: 'be',
    ...readForce(found),
  })),
  rule('ALTER SYSTEM (ADD|DROP) COMPUTE NODE (.+?)', (found) => ({
    kind: 'alter-backend',
    verb: upper(found[1]) as BackendVerb,
    node: 'cn',
    list: found[2] ?? '',
    force: false,
  })),
  rule(`ALTER SYSTEM MODIFY BACKEND HOST ${TEXT} TO ${TEXT}`, (found) => ({
    kind: 'modify-backend-host',
    to: pick(found, 3, 4),
  })),
  rule('CANCEL DECOMMISSION BACKEND (.+)', (found) => ({
    kind: 'alter-backend',
    verb: 'CANCEL DECOMMISSION',
    node: 'be',
    list: found[1] ?? '',
    force: false,
  })),
  rule('SHOW (FRONTENDS|BACKENDS|COMPUTE NODES|BROKER)', (found) => ({
    kind: 'show',
    what: upper(found[1]).replace(/\s+/, ' ') as 'FRONTENDS',
  })),
  rule(`SHOW PROC ${TEXT}`, (found) => ({ kind: 'proc', path: pick(found, 1, 2) })),
  rule(`ADMIN SHOW FRONTEND CONFIG(?: LIKE ${TEXT})?`, (found) => ({
    kind: 'show-config',
    like: pick(found, 1, 2) || '%',
  })),
  rule(`ADMIN SET FRONTEND CONFIG\\s*\\(\\s*${TEXT}\\s*=\\s*${TEXT}\\s*\\)`, (found) => ({
    kind: 'set-config',
    key: pick(found, 1, 2),
    value: pick(found, 3, 4),
  })),
  rule(`CREATE USER ${NAME}(?: IDENTIFIED BY ${TEXT})?`, (found) => ({
    kind: 'create-user',
    name: pick(found, 1, 3),
    password: pick(found, 4, 5),
  })),
  rule(`DROP USER ${NAME}`, (found) => ({ kind: 'drop-user', name: pick(found, 1, 3) })),
  rule(`SET PASSWORD(?: FOR ${NAME})?\\s*=\\s*PASSWORD\\s*\\(\\s*${TEXT}\\s*\\)`, (found) => ({
    kind: 'set-password',
    name: pick(found, 1, 3) || undefined,
    password: pick(found, 4, 5),
  })),
  rule(`ALTER USER ${NAME} IDENTIFIED BY ${TEXT}`, (found) => ({
    kind: 'set-password',
    name: pick(found, 1, 3),
    password: pick(found, 4, 5),
  })),
  rule(`GRANT (\\w+) ON SYSTEM TO USER ${NAME}`, (found) => ({
    kind: 'grant-system',
    privilege: upper(found[1]),
    name: pick(found, 2, 4),
  })),
  rule(`GRANT ['"]?(\\w+)['"]? TO(?: USER)? ${NAME}`, (found) => ({
    kind: 'grant-role',
    role: found[1] ?? '',
    name: pick(found, 2, 4),
  })),
  rule(`SET DEFAULT ROLE ['"]?(\\w+)['"]? TO ${NAME}`, (found) => ({
    kind: 'default-role',
    role: found[1] ?? '',
    name: pick(found, 2, 4),
  })),
  rule(`ALTER USER ${NAME} DEFAULT ROLE ['"]?(\\w+)['"]?`, (found) => ({
    kind: 'default-role',
    role: found[4] ?? '',
    name: pick(found, 1, 3),
  })),
  rule(`SHOW GRANTS(?: FOR ${NAME})?`, (found) => ({ kind: 'show-grants', name: pick(found, 1, 3) || undefined })),
  rule(`SET ROLE ['"]?(\\w+)['"]?`, (found) => ({ kind: 'set-role', role: found[1] ?? '' })),
  rule('SET (?:SESSION |GLOBAL |@@(?:session\\.|global\\.)?)?forward_to_(?:leader|master)\\s*=\\s*(\\w+)', (found) => ({
    kind: 'set-forward',
    on: /^(true|1|on)$/i.test(found[1] ?? ''),
  })),
  rule('USE `?(\\w+)`?', (found) => ({ kind: 'use', database: found[1] ?? '' })),
  rule('SET (?:NAMES|SESSION|GLOBAL|@@|\\w+\\s*=).*', () => ({ kind: 'set' })),
  rule('SELECT ([^;]+)', (found) => ({
    kind: 'select',
    expressions: (found[1] ?? '').split(',').map((one) => one.trim()),
  })),
  rule(`SHOW(?: SESSION| GLOBAL)? VARIABLES(?: LIKE ${TEXT})?`, (found) => ({
    kind: 'show-variables',
    like: pick(found, 1, 2) || '%',
  })),
  rule('SHOW DATABASES', () => ({ kind: 'show-databases' })),
  rule('SHOW WAREHOUSES', () => ({ kind: 'show-warehouses' })),
];

export function parseStatement(sql: string): Statement {
  const text = sql.trim().replace(/;+$/, '').trim();
  for (const [pattern, make] of RULES) {
    const found = pattern.exec(text);
    if (found !== null) return make(found);
  }
  const change = parseDataChange(text);
  if (change !== undefined) return { kind: 'change-data', change };
  const read = parseDataRead(text);
  if (read !== undefined) return { kind: 'read-data', read };
  // As recorded for ADD FRONTEND, DROP BACKENDS: the two words from the first that has no statement.
  const altered = /^(ALTER\s+SYSTEM\s+)(\S+\s+)(\S+)/i.exec(text);
  if (altered !== null) {
    const [, head = '', verb = '', object = ''] = altered;
    return { kind: 'unknown', words: `${verb}${object}`, column: head.length + verb.length };
  }
  return { kind: 'unknown', words: text.split(/\s+/).slice(0, 2).join(' '), column: 0 };
}

function upper(text = ''): string {
  return text.toUpperCase();
}
