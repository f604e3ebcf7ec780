import type { z } from 'zod';
import { isSecretKey } from '../secret-keys.ts';
import { findNearest } from './nearest.ts';
import { chooseSchema } from './schema.ts';
import type { Path, Problem, Source } from './source.ts';

type Issue = z.core.$ZodIssue;

/** What the schema found, as place, finding and expectation; one problem per unknown key. */
export function describeIssue(issue: Issue, source: Source): readonly Problem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      offset: source.keyAt([...path, key]),
      message: unknownKey(key, path, source.value),
    }));
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? issue.message;
    return [
      {
        offset: source.keyAt(path),
        message: `${name(path.slice(0, -1))} has the key ${show(path.at(-1))}, expected ${expected}`,
      },
    ];
  }
  const value = valueAt(source.value, path);
  if (value === undefined && path.length > 0) {
    const inside = path.slice(0, -1);
    return [
      {
        offset: source.keyAt(inside),
        message: `${name(path)} is missing, expected ${issue.message}`,
      },
    ];
  }
  const found = mentionsSecret(path) ? kindOf(value) : show(value);
  return [
    {
      offset: source.valueAt(path),
      message: `${name(path)} is ${found}, expected ${issue.message}`,
    },
  ];
}

/** `nodes.fe-2.host`, or `the file` for the whole. */
export function name(path: Path): string {
  return path.length === 0 ? 'the file' : path.join('.');
}

function unknownKey(key: string, path: Path, file: unknown): string {
  const known = knownKeys(path, file);
  const nearest = findNearest(key, known);
  const where = path.length === 0 ? '' : ` in ${name(path)}`;
  const expected = nearest === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${nearest}"?`;
  return `unknown key ${show(key)}${where}, ${expected}`;
}

function knownKeys(path: Path, file: unknown): readonly string[] {
  let schema: unknown = chooseSchema(file);
  for (const part of path) {
    // A list is unwrapped to what is in it.
    if (typeof part === 'number') continue;
    const { shape, valueType } = unwrap(schema);
    schema = shape === undefined ? valueType : shape[String(part)];
  }
  return Object.keys(unwrap(schema).shape ?? {});
}

interface Branch {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
  readonly unwrap?: () => unknown;
}

function unwrap(schema: unknown): Branch {
  let branch = (schema ?? {}) as Branch;
  while (branch.unwrap !== undefined && branch.shape === undefined) branch = branch.unwrap() as Branch;
  return branch;
}

function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const part of path) {
    if (inner === null || typeof inner !== 'object') return undefined;
    inner = (inner as Readonly<Record<string, unknown>>)[String(part)];
  }
  return inner;
}

/** A password written where a reference belongs must not be repeated on a screen or in a log; nor must the address of a hook. */
function mentionsSecret(path: Path): boolean {
  const [first, , key] = path;
  return path.some((part) => isSecretKey(String(part))) || (first === 'notify' && key !== 'on');
}

function show(value: unknown): string {
  if (typeof value !== 'string') return typeof value === 'object' ? kindOf(value) : String(value);
  const line = JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return value === '' ? 'empty' : line;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return 'a text';
  return `a ${typeof value}`;
}
