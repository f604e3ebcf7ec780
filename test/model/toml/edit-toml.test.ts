import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editToml, type TomlEdit } from '../../../model/toml/edit-toml.ts';
import { readToml, type TomlScalar, type TomlTable, type TomlValue } from '../../../model/toml/read-toml.ts';

const PACKAGED = `# Usage:
# databend-meta -c databend-meta.toml

admin_api_address       = "0.0.0.0:28002"
grpc_api_address        = "0.0.0.0:9191"
grpc_api_advertise_host = "127.0.0.1" # reachable from query nodes

[log]

[log.file]
level = 'WARN'
dir = "/var/log/databend"

[raft_config]
id            = 0
raft_dir      = "/var/lib/databend/raft"

# Start up mode: single node cluster
# single = true
single        = true

# Start up mode: join a cluster
# join          = ["127.0.0.1:28004"]
`;

const set = (path: string, value: TomlScalar | readonly TomlScalar[]): TomlEdit => ({ path: path.split('.'), value });
const unset = (path: string): TomlEdit => ({ path: path.split('.') });

test('a value is replaced where it stands, and what surrounds it stays', () => {
  expect(editToml(PACKAGED, [set('grpc_api_advertise_host', '10.0.0.4'), set('raft_config.id', 4)])).toBe(
    PACKAGED.replace('"127.0.0.1" #', '"10.0.0.4" #').replace('id            = 0', 'id            = 4'),
  );
});

test('a removed key takes its line with it and a new one comes last in its table; what is commented out stays so', () => {
  expect(editToml(PACKAGED, [set('raft_config.join', ['10.0.0.1:28004', 'b:1']), unset('raft_config.single')])).toBe(
    PACKAGED.replace('single        = true\n\n', 'join = ["10.0.0.1:28004", "b:1"]\n\n'),
  );
});

test('a value that is so already is left as it is written, and a key that is not there need not be removed', () => {
  const text = "id = 0x10\nname = 'x'\nlist = [ 'a',\n 'b' ]\n";
  expect(editToml(text, [set('id', 16), set('name', 'x'), set('list', ['a', 'b']), unset('raft_config.join')])).toBe(
    text,
  );
});

test.each([
  ['in an empty file', '', 'a.b', 'x', '\n[a]\nb = "x"\n'.slice(1)],
  ['in a file of comments', '# only\n', 'a', true, '# only\na = true\n'],
  ['on top, before the first table', 'x = 1\n\n[t]\ny = 2\n', 'a', 5, 'x = 1\na = 5\n\n[t]\ny = 2\n'],
  [
    'on top, where only tables are',
    '# Usage\n\n# of t\n[t]\ny = 2\n',
    'a',
    5,
    '# Usage\n\na = 5\n\n# of t\n[t]\ny = 2\n',
  ],
  ['where the last line does not end', '[t]\ny = 2', 't.a', 5, '[t]\ny = 2\na = 5'],
  ['in a table without keys', '[t] # empty\n[u]\n', 't.a', 5, '[t] # empty\na = 5\n[u]\n'],
  ['indented as its neighbours', '[t]\n  y = 2\n', 't.a', 5, '[t]\n  y = 2\n  a = 5\n'],
  ['in a new table', 'x = 1', 't.u.a', 5, 'x = 1\n\n[t.u]\na = 5'],
  [
    'beside a table below it',
    '[log.file]\non = true\n',
    'log.level',
    'x',
    '[log.file]\non = true\n\n[log]\nlevel = "x"\n',
  ],
  ['after dotted keys', 'r.id = 1\nx = 2\n', 'r.join', ['a'], 'r.id = 1\nr.join = ["a"]\nx = 2\n'],
  [
    'after dotted keys of a table',
    '[log]\nfile.on = true\n',
    'log.file.dir',
    'd',
    '[log]\nfile.on = true\nfile.dir = "d"\n',
  ],
  ['in an inline table', 'r = { id = 1 } # c\n', 'r.join', ['a'], 'r = { id = 1, join = ["a"] } # c\n'],
  ['in an empty inline table', 'r = {}\n', 'r.a.b', 5, 'r = { a.b = 5 }\n'],
  ['with the line ends of the file', '[t]\r\ny = 2\r\n', 't.a', 5, '[t]\r\ny = 2\r\na = 5\r\n'],
  ['behind a byte order mark', '\uFEFFx = 1\n', 'a', 5, '\uFEFFx = 1\na = 5\n'],
  ['with a key in quotes', '[t]\n', 't.a b', 5, '[t]\n"a b" = 5\n'],
])('a key is added %s', (_where, before, path, value, after) => {
  expect(editToml(before, [set(path, value)])).toBe(after);
});

test.each([
  ['the last line, which does not end', '[t]\na = 1\nb = 2', 't.b', '[t]\na = 1\n'],
  ['a value of several lines', 'x = [\n  1, # one\n]\ny = 2\n', 'x', 'y = 2\n'],
  ['the first of an inline table', 't = { a = 1, b = 2 }\n', 't.a', 't = { b = 2 }\n'],
  ['the last of an inline table', 't = { a = 1, b = 2 }\n', 't.b', 't = { a = 1 }\n'],
  ['the only one of an inline table', 't = { a = 1 }\n', 't.a', 't = {}\n'],
  ['a dotted one', 'r.a = 1\r\nr.b = 2\r\n', 'r.a', 'r.b = 2\r\n'],
])('a key is removed: %s', (_what, before, path, after) => {
  expect(editToml(before, [unset(path)])).toBe(after);
});

const LINES = `[r]
join = [
  "a:1", # the first
  # not any more: "x:1"
  "b:1",
  'c:1'
] # all
`;

test.each([
  ['one is added last', LINES, ['a:1', 'b:1', 'c:1', 'd:1'], LINES.replace("'c:1'\n", '\'c:1\',\n  "d:1"\n')],
  ['one is added first', LINES, ['z:1', 'a:1', 'b:1', 'c:1'], LINES.replace('  "a:1"', '  "z:1",\n  "a:1"')],
  ['one is taken from the middle', LINES, ['a:1', 'c:1'], LINES.replace('  "b:1",\n', '')],
  ['the last is taken', LINES, ['a:1', 'b:1'], LINES.replace('"b:1",\n  \'c:1\'\n', '"b:1"\n')],
  ['one takes the place of another', LINES, ['a:1', 'd:1', 'c:1'], LINES.replace('"b:1"', '"d:1"')],
  ['all are taken', '[r]\njoin = [\n  "a:1",\n]\n', [], '[r]\njoin = [\n]\n'],
  ['one into an empty one', '[r]\njoin = [\n]\n', ['a:1'], '[r]\njoin = [\n  "a:1",\n]\n'],
  [
    'behind a comma at the end',
    '[r]\njoin = [\n\t"a:1",\n]\n',
    ['a:1', 'b:1'],
    '[r]\njoin = [\n\t"a:1",\n\t"b:1",\n]\n',
  ],
  ['on one line', '[r]\njoin = [ "a:1","b:1" ]\n', ['a:1', 'b:1', 'c:1'], '[r]\njoin = [ "a:1","b:1","c:1" ]\n'],
  ['the first from one line', "[r]\njoin = ['a:1', 'b:1']\n", ['b:1', 'c:1'], "[r]\njoin = ['b:1', 'c:1']\n"],
  ['the only one of a line', '[r]\njoin = [ "a:1" ]\n', ['b:1'], '[r]\njoin = [ "b:1" ]\n'],
  [
    'two on a line of several',
    '[r]\njoin = [\n  "a", "b",\n  "c"]\n',
    ['a', 'c', 'd'],
    '[r]\njoin = [\n  "a",\n  "c", "d"]\n',
  ],
  ['commas in front', '[r]\njoin = [\n  "a"\n, "b"\n]\n', ['b', 'c'], '[r]\njoin = [\n   "b", "c"\n]\n'],
  [
    'line ends of the file',
    '[r]\r\njoin = [\r\n  "a",\r\n]\r\n',
    ['b', 'a'],
    '[r]\r\njoin = [\r\n  "b",\r\n  "a",\r\n]\r\n',
  ],
])('of a list only the elements that change are touched: %s', (_what, before, value, after) => {
  expect(editToml(before, [set('r.join', value)])).toBe(after);
});

test('adding an element and taking it out again leaves the file as it was', () => {
  const there = editToml(LINES, [set('r.join', ['a:1', 'b:1', 'c:1', 'd:1'])]);
  expect(editToml(there, [set('r.join', ['a:1', 'b:1', 'c:1'])])).toBe(LINES);
});

test.each([
  [
    'a text that does not end',
    'id = "x\n',
    'id',
    'meta.toml is not TOML: Unterminated string constant, line 1, column 8',
  ],
  [
    'a key twice',
    'id = 1\nid = 2\n',
    'id',
    'meta.toml is not TOML: Defining a key multiple times is invalid, line 2, column 1',
  ],
  ['a table', '[t.u]\na = 1\n', 't', 't of meta.toml is not a single value'],
  ['an array of tables', '[[t]]\na = 1\n', 't.a', 't.a of meta.toml is not a single value'],
  ['a key below a value', 't = 1\n', 't.a', 't.a of meta.toml is not a single value'],
])('an edit is refused of %s', (_what, text, path, message) => {
  expect(() => editToml(text, [set(path, 1)], 'meta.toml')).toThrow(message);
});

/** A chunk is a piece of a file that is one key with its value, or none. */
interface Chunk {
  readonly text: string;
  readonly path?: readonly string[];
}

const name = fc.constantFrom('a', 'b', 'join', 'id', 'a b', '__proto__');
const keyText = (key: string) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));
const word = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !/\p{Cs}/u.test(text));
const scalar: fc.Arbitrary<TomlScalar> = fc.oneof(
  word,
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('x:1', 'y:1', 'z:1'),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }));
const written = (item: TomlScalar) => JSON.stringify(item).replaceAll('\u007f', '\\u007f');
const layout = fc.constantFrom(
  (items: readonly string[]) => `[${items.join(', ')}]`,
  (items: readonly string[]) => `[ ${items.join(' ,')} ]`,
  (items: readonly string[]) => `[\n${items.map((item) => `  ${item}, # of it\n`).join('')}]`,
  (items: readonly string[]) => `[ # these\n  # "x:1",\n\t${items.join(',\n\t')}\n  ]`,
  (items: readonly string[]) => `[${items.join(',\n')}]`,
  (items: readonly string[]) => `[\n${items.join('\n  , ')}\n]`,
);
const valueText = fc
  .tuple(value, layout)
  .map(([item, write]) => (Array.isArray(item) ? write(item.map(written)) : written(item as TomlScalar)));
const keys = fc.uniqueArray(fc.tuple(name, valueText, fc.constantFrom('', ' # said', '\t')), {
  selector: ([key]) => key,
  maxLength: 4,
});
const between = fc.constantFrom('', '', '\n', '# id = 7\n', '  # [t]\n\n');

function linesOf(
  entries: readonly (readonly [string, string, string])[],
  base: readonly string[],
  prefix = '',
): readonly Chunk[] {
  return entries.map(([key, text, tail]) => ({
    text: `${prefix}${keyText(key)} = ${text}${tail}\n`,
    path: [...base, key],
  }));
}

/** Each table in one of the ways in which it can be written. */
const table = (base: readonly string[]) =>
  fc.tuple(keys, fc.constantFrom('header', 'dotted', 'inline')).map(([entries, way]) => {
    const header = base.map(keyText).join('.');
    if (way === 'dotted') return { top: linesOf(entries, base, `${header}.`), below: [] };
    if (way === 'header') return { top: [], below: [{ text: `[${header}] # of it\n` }, ...linesOf(entries, base)] };
    const flat = entries.filter(([, text]) => !text.includes('\n'));
    const body = flat.map(([key, text]) => `${keyText(key)} = ${text}`).join(', ');
    return { top: [{ text: `${header} = { ${body} }\n`, path: base }], below: [] };
  });

const file = fc
  .tuple(
    keys,
    table(['t']),
    table(['u', 'v']),
    fc.array(between, { minLength: 20, maxLength: 20 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([top, t, u, gaps, crlf, ended]) => {
    const chunks = [...linesOf(top, []), ...t.top, ...u.top, ...t.below, ...u.below];
    const spread = chunks.flatMap((chunk, index): readonly Chunk[] => [
      { text: gaps[index % gaps.length] ?? '' },
      chunk,
    ]);
    return spread.map(({ text, ...rest }, index): Chunk => {
      const cut = !ended && index === spread.length - 1 ? text.replace(/\n$/, '') : text;
      return { ...rest, text: crlf ? cut.replaceAll('\n', '\r\n') : cut };
    });
  });

const place = fc.oneof(
  name.map((key) => [key]),
  name.map((key) => ['t', key]),
  name.map((key) => ['u', 'v', key]),
  name.map((key) => ['u', key, 'deep']),
);

function leavesOf(tree: TomlTable): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const walk = (item: TomlValue, at: readonly string[]) => {
    if (typeof item !== 'object' || Array.isArray(item)) leaves.set(JSON.stringify(at), JSON.stringify(item));
    else for (const [key, inner] of Object.entries(item)) walk(inner, [...at, key]);
  };
  walk(tree, []);
  return leaves;
}

test('edited and parsed is parsed and edited, and nothing outside of the key has changed a byte', () => {
  fc.assert(
    fc.property(file, place, fc.option(value, { nil: undefined }), (chunks, path, wanted) => {
      const before = chunks.map(({ text }) => text).join('');
      const after = editToml(before, [{ path, value: wanted }]);

      const expected = new Map(leavesOf(readToml(before)));
      if (wanted === undefined) expected.delete(JSON.stringify(path));
      else expected.set(JSON.stringify(path), JSON.stringify(wanted));
      expect(new Map(leavesOf(readToml(after)))).toEqual(expected);

      const at = chunks.findIndex(
        (chunk) => chunk.path !== undefined && chunk.path.every((key, index) => key === path[index]),
      );
      if (at >= 0) {
        const [head, tail] = [chunks.slice(0, at), chunks.slice(at + 1)].map((part) =>
          part.map(({ text }) => text).join(''),
        );
        expect(after.startsWith(head ?? '')).toBe(true);
        expect(after.endsWith(tail ?? '')).toBe(true);
      } else if (wanted === undefined) {
        expect(after).toBe(before);
      } else {
        let same = 0;
        while (same < before.length && before[same] === after[same]) same++;
        expect(after.endsWith(before.slice(same))).toBe(true);
      }
      expect(editToml(after, [{ path, value: wanted }])).toBe(after);
    }),
    { numRuns: 1000 },
  );
});
