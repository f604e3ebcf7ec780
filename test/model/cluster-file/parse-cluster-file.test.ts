import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClusterFile } from '../../../model/cluster-file/parse-cluster-file.ts';
import { clusterFileJsonSchema } from '../../../model/cluster-file/schema.ts';
import type { ClusterSpec } from '../../../model/cluster.ts';
import type { DatabendCluster } from '../../../model/databend/cluster-spec.ts';
import { isMusterError, type MusterError } from '../../../model/error.ts';

const WHOLE = `name: prod
engine: starrocks
version: 3.5.7
sql: { user: root, password: env:SR_PASSWORD }
ssh: { user: starrocks, key: ~/.ssh/id_ed25519 }
package: packages/StarRocks-3.5.7.tar.gz
roles:
  fe:
    home: /opt/starrocks/fe/
    java: /usr/lib/jvm/java-17
    ports: { http: 8031 }
    config: { priority_networks: 10.0.0.0/8, ssl_keystore_password: env:KS, run_mode: shared_nothing, n: 010 }
nodes:
  fe-1: { role: fe, host: 10.0.0.1 }
  fe-2: { role: fe, host: fe2.example.com, ssh: { host: "2001:db8::2", port: 2222 }, home: /srv/fe, meta: /data/m, ports: { query: 9031 }, config: { run_mode: shared_data } }
`;

const HEAD = 'name: prod\nengine: starrocks\nversion: 3.5.7\nssh: { user: u }\nroles: { fe: { home: /opt/fe } }\n';

function load(text: string): ClusterSpec {
  return parseClusterFile(text, {
    file: 'muster.yaml',
    resolvePath: (path) => `/resolved/${path}`,
  });
}

function refusal(text: string): MusterError {
  try {
    load(text);
  } catch (error) {
    if (isMusterError(error)) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

function lines(text: string): readonly string[] {
  const { message, details } = refusal(text);
  return [message, ...details];
}

describe('backends and compute nodes', () => {
  const BASE =
    'name: prod\nengine: starrocks\nversion: 3.5.7\nssh: { user: u }\nroles: { fe: { home: /opt/fe }, be: { home: /opt/be, ports: { http: 8041 } }, cn: { home: /opt/cn } }\n';

  it('have ports and storage of their own, and may share a host with a frontend', () => {
    const nodes =
      'nodes: { fe-1: { role: fe, host: a }, be-1: { role: be, host: a, storage: ["/ssd/be,medium:ssd", /hdd/be] }, cn-1: { role: cn, host: b } }';
    expect(load(`${BASE}${nodes}`).nodes.slice(1)).toMatchObject([
      {
        role: 'be',
        ports: { be: 9060, http: 8041, heartbeat: 9050, brpc: 8060, starlet: 9070 },
        storage: [{ path: '/ssd/be', medium: 'ssd' }, { path: '/hdd/be' }],
      },
      { role: 'cn', ports: { http: 8040 }, storage: [{ path: '/opt/cn/storage' }] },
    ]);
  });

  it.each([
    [
      'be-1: { role: be, host: a, observer: true }',
      'nodes.be-1 is a backend and has observer, expected it only on a frontend',
    ],
    ['be-1: { role: be, host: a, meta: /m }', 'nodes.be-1 is a backend and has meta, expected it only on a frontend'],
    [
      'fe-1: { role: fe, host: a, storage: [/s] }',
      'nodes.fe-1 is a frontend and has storage, expected it only on a backend or a compute node',
    ],
    [
      'be-1: { role: be, host: a, ports: { query: 9031 } }',
      'nodes.be-1 is a backend and has ports.query, expected one of be, http, heartbeat, brpc, starlet',
    ],
    [
      'be-1: { role: be, host: a, storage: [data] }',
      'nodes.be-1.storage.0 is "data", expected an absolute path, with ",medium:ssd" or ",medium:hdd" behind it where it matters',
    ],
    [
      'be-1: { role: be, host: a, config: { be_port: 1 } }',
      'nodes.be-1.config.be_port is decided by ports.be, expected it there only',
    ],
  ])('refuses %s', (node, message) => {
    expect(refusal(`${BASE}nodes: { ${node} }`).message).toContain(message);
  });

  it('refuses two on one host that share a port or a directory', () => {
    const nodes =
      'nodes: { be-1: { role: be, host: a }, be-2: { role: be, host: a, home: /opt/be2, ports: { be: 1, http: 2, heartbeat: 3, brpc: 8060, starlet: 5 } } }';
    expect(lines(`${BASE}${nodes}`)).toEqual([
      expect.stringContaining('nodes.be-2 has port 8060 on a, as be-1 has, expected another one'),
    ]);
  });
});

describe('a valid cluster file', () => {
  it('gives each node the defaults of its role and of the file, and its own overrides', () => {
    const cluster = load(WHOLE);
    expect(cluster.nodes[0]).toEqual({
      alias: 'fe-1',
      role: 'fe',
      host: '10.0.0.1',
      ssh: {
        host: '10.0.0.1',
        port: 22,
        user: 'starrocks',
        key: '/resolved/~/.ssh/id_ed25519',
        knownHosts: '/resolved/~/.ssh/known_hosts',
      },
      home: '/opt/starrocks/fe',
      meta: '/opt/starrocks/fe/meta',
      java: '/usr/lib/jvm/java-17',
      ports: { http: 8031, rpc: 9020, query: 9030, editLog: 9010 },
      config: {
        priority_networks: '10.0.0.0/8',
        ssl_keystore_password: { from: 'env', name: 'KS' },
        run_mode: 'shared_nothing',
        n: '010',
      },
      package: '/resolved/packages/StarRocks-3.5.7.tar.gz',
    });
    expect(cluster.nodes[1]).toMatchObject({
      home: '/srv/fe',
      meta: '/data/m',
      ssh: { host: '2001:db8::2', port: 2222, user: 'starrocks' },
      ports: { http: 8031, query: 9031 },
      config: { run_mode: 'shared_data', priority_networks: '10.0.0.0/8' },
    });
    expect(cluster).toMatchObject({
      sql: { user: 'root', password: { from: 'env', name: 'SR_PASSWORD' } },
      pace: 1,
    });
  });

  it('takes become from the node, else from its role, and leaves it out where it is the SSH user itself', () => {
    const { nodes } = load(
      `${HEAD.replace('home: /opt/fe', 'home: /opt/fe, become: app')}nodes:
  fe-1: { role: fe, host: a }
  fe-2: { role: fe, host: b, become: other }
  fe-3: { role: fe, host: c, become: u }
`,
    );
    expect(nodes.map(({ ssh }) => ssh.become)).toEqual(['app', 'other', undefined]);
    expect(nodes[2]?.ssh).not.toHaveProperty('become');
  });

  it('is the one of the documentation', () => {
    const page = readFileSync(new URL('../../../docs/cluster-file.md', import.meta.url), 'utf8');
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(load(example).nodes.map(({ alias, home, ssh }) => [alias, home, ssh.port])).toEqual([
      ['fe-1', '/opt/starrocks/fe', 22],
      ['fe-2', '/opt/starrocks/fe', 22],
      ['fe-3', '/srv/starrocks/fe', 2222],
      ['fe-4', '/opt/starrocks/fe', 22],
      ['be-1', '/opt/starrocks/be', 22],
      ['be-2', '/opt/starrocks/be', 22],
      ['cn-1', '/opt/starrocks/be', 22],
    ]);
  });

  it('of Databend is the other one of the documentation', () => {
    const page = readFileSync(new URL('../../../docs/cluster-file.md', import.meta.url), 'utf8');
    const example = /```yaml\n(name: meta-prod[\s\S]*?)```/.exec(page)?.[1] ?? '';
    const { nodes } = parseClusterFile(example, {
      file: 'muster.yaml',
      resolvePath: (path) => path,
    }) as DatabendCluster;
    expect(nodes.map((node) => [node.alias, node.ssh.user, ...Object.values(node.ports)])).toEqual([
      ['meta-1', 'root', 28_002, 9191, 28_004],
      ['meta-2', 'root', 28_002, 9191, 28_004],
      ['meta-3', 'root', 28_012, 9191, 28_004],
      ['query-1', 'root', 8000],
    ]);
  });

  it('is described by a JSON Schema with the same keys and patterns', () => {
    const schema = clusterFileJsonSchema() as {
      anyOf: readonly { properties: Record<string, unknown>; additionalProperties: boolean }[];
    };
    expect(schema.anyOf).toHaveLength(2);
    for (const one of schema.anyOf) {
      expect(Object.keys(one.properties)).toContain('nodes');
      expect(one.additionalProperties).toBe(false);
    }
    expect(JSON.stringify(schema)).toContain('"pattern"');
  });
});

describe('an error of the cluster file', () => {
  it.each([
    [
      'an unknown key, with the nearest known one',
      `${HEAD}nodes: { fe-1: { role: fe, hots: a, host: b } }`,
      'muster.yaml:6:28: unknown key "hots" in nodes.fe-1, did you mean "host"?',
    ],
    [
      'an unknown key that is near none, with the known ones',
      `${HEAD}nodes: { fe-1: { role: fe, host: b } }\nzzzzzz: 1`,
      'muster.yaml:7:1: unknown key "zzzzzz", expected one of name, engine, version, sql, ssh, package, pace, windows, timezone, cutoff, drain, gentleSlots, notify, roles, nodes',
    ],
    ['a duplicate key', 'name: a\nname: b\n', 'muster.yaml:2:1: key "name" is given twice, expected it once'],
    [
      'a tab',
      'name: a\nnodes:\n\tfe-1: {}\n',
      'muster.yaml:3:1: found a tab, expected spaces: YAML is indented with spaces only',
    ],
    [
      'YAML that does not parse',
      'name: [a\n',
      'muster.yaml:2:1: not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'an alias without its anchor',
      `${HEAD}nodes: *all`,
      'muster.yaml:1:1: an alias (*name) has no anchor (&name) before it, or too many aliases',
    ],
    [
      'an empty file',
      '',
      'muster.yaml:1:1: the file is empty, expected a mapping that begins with name:, engine: and version:',
    ],
    [
      'a wrong type',
      `${HEAD.replace('3.5.7', '3.5')}nodes: { fe-1: { role: fe, host: a } }`,
      'muster.yaml:3:10: version is 3.5, expected a version of three numbers, such as 3.5.7',
    ],
    [
      'a missing key',
      `${HEAD}nodes: { fe-1: { role: fe } }`,
      'muster.yaml:6:10: nodes.fe-1.host is missing, expected a host name or an IPv4 address (IPv6 is not supported as the address of a node yet)',
    ],
    [
      'a bad host',
      `${HEAD}nodes: { fe-1: { role: fe, host: 10.0.0.256 } }`,
      'muster.yaml:6:34: nodes.fe-1.host is "10.0.0.256", expected a host name or an IPv4 address (IPv6 is not supported as the address of a node yet)',
    ],
    [
      'a bad port',
      `${HEAD}nodes: { fe-1: { role: fe, host: a, ports: { http: 70000 } } }`,
      'muster.yaml:6:52: nodes.fe-1.ports.http is 70000, expected a port between 1 and 65535',
    ],
    [
      'one port for two uses',
      `${HEAD}nodes: { fe-1: { role: fe, host: a, ports: { http: 9030 } } }`,
      'muster.yaml:6:37: nodes.fe-1 has port 9030 twice (http and query), expected four different ports',
    ],
    [
      'shell metacharacters in a path',
      `${HEAD}nodes: { fe-1: { role: fe, host: a, home: /opt/$(id) } }`,
      'muster.yaml:6:43: nodes.fe-1.home is "/opt/$(id)", expected an absolute path without "..", spaces or shell characters',
    ],
    [
      'a path with ..',
      `${HEAD}nodes: { fe-1: { role: fe, host: a, home: /opt/../etc } }`,
      'muster.yaml:6:43: nodes.fe-1.home is "/opt/../etc", expected an absolute path without "..", spaces or shell characters',
    ],
    [
      'SQL metacharacters in a user',
      `${HEAD}sql: { user: "root' OR 1" }\nnodes: { fe-1: { role: fe, host: a } }`,
      `muster.yaml:6:14: sql.user is "root' OR 1", expected a user name of letters, digits, "_", "-" and "."`,
    ],
    [
      'a shell substitution that the start script would run',
      `${HEAD}nodes: { fe-1: { role: fe, host: a, config: { JAVA_OPTS: "-Xmx8g $(id)" } } }`,
      'muster.yaml:6:58: nodes.fe-1.config.JAVA_OPTS is read by a shell on the host, expected no unpaired quotes and none of ` ; & | < > ( ) \\ $(',
    ],
    [
      'a line break in a value of fe.conf',
      `${HEAD}nodes: { fe-1: { role: fe, host: a, config: { x: "1\\nmeta_dir=/" } } }`,
      'muster.yaml:6:50: nodes.fe-1.config.x has a line break or a control character, expected one line of text',
    ],
    [
      'a key of fe.conf that another key decides',
      `${HEAD}nodes: { fe-1: { role: fe, host: a, config: { query_port: 1 } } }`,
      'muster.yaml:6:47: nodes.fe-1.config.query_port is decided by ports.query, expected it there only',
    ],
    [
      'two nodes on one host',
      `${HEAD}nodes: { fe-1: { role: fe, host: a }, fe-2: { role: fe, host: A } }`,
      'muster.yaml:6:63: nodes.fe-2.host is A, the host of fe-1 too, expected one frontend per host',
    ],
    [
      'two nodes behind one SSH address',
      `${HEAD}nodes: { fe-1: { role: fe, host: a }, fe-2: { role: fe, host: b, ssh: { host: a } } }`,
      'muster.yaml:6:39: nodes.fe-2 is reached by SSH at a port 22, as fe-1 is, expected one frontend per host',
    ],
    [
      'no home anywhere',
      'name: p\nengine: starrocks\nversion: 3.5.7\nssh: { user: u }\nnodes: { fe-1: { role: fe, host: a } }',
      'muster.yaml:5:10: nodes.fe-1 has no home, expected home: here or in roles.fe',
    ],
  ])('names the place of %s', (_what, text, expected) => {
    expect(refusal(text).message).toBe(expected);
    expect(refusal(text)).toMatchObject({ code: 'BAD_INPUT', kind: 'refused' });
  });

  it('comes with all the others, in the order of the file', () => {
    expect(
      lines('name: a b\nengine: doris\nversion: 3.5.7\nnodes: { fe-1: { host: "x;y", role: tablet } }\n').map(
        (line) => line.split(' ')[0],
      ),
    ).toEqual(['muster.yaml:1:7:', 'muster.yaml:2:9:', 'muster.yaml:4:24:', 'muster.yaml:4:37:']);
  });

  it.each([
    ['sql: { password: hunter2 }'],
    ['sql: { password: "hunter2\\n" }'],
    ['sql: { password: exec:hunter2 }'],
    ['sql: { password: env:hunter2-x }'],
    ['roles: { fe: { home: /a, config: { ssl_keystore_password: hunter2 } } }'],
    ['roles: { fe: { home: /a, config: { aws_secret_key: [hunter2] } } }'],
    ['sql: { password: [hunter2 }'],
  ])('asks for a reference and never repeats a secret in plain text: %s', (part) => {
    const text = `name: p\nengine: starrocks\nversion: 3.5.7\nssh: { user: u }\n${part}\nnodes: { fe-1: { role: fe, host: a, home: /a } }`;
    expect(lines(text).join('\n')).not.toContain('hunter2');
    expect(lines(text)[0]).toMatch(/^muster\.yaml:[56]:\d+: /);
  });
});

describe('any text', () => {
  const places: readonly ((value: string) => string)[] = [
    (value) =>
      `name: ${value}\nengine: starrocks\nversion: 3.5.7\nssh: { user: u }\nnodes: { fe-1: { role: fe, host: a, home: /a } }`,
    (value) => `${HEAD}nodes: { fe-1: { role: fe, host: ${value} } }`,
    (value) => `${HEAD}nodes: { fe-1: { role: fe, host: a, home: ${value} } }`,
    (value) => `${HEAD}nodes: { fe-1: { role: fe, host: a, meta: ${value} } }`,
    (value) => `${HEAD}nodes: { fe-1: { role: fe, host: a, java: ${value} } }`,
    (value) => `${HEAD}nodes: { fe-1: { role: fe, host: a, ssh: { user: ${value} } } }`,
    (value) => `${HEAD}nodes: { fe-1: { role: fe, host: a, ssh: { host: ${value} } } }`,
    (value) => `${HEAD}nodes: { fe-1: { role: fe, host: a, ssh: { key: ${value} } } }`,
    (value) => `${HEAD}nodes: { fe-1: { role: fe, host: a, package: ${value} } }`,
    (value) => `${HEAD}sql: { user: ${value} }\nnodes: { fe-1: { role: fe, host: a } }`,
    (value) => `${HEAD}sql: { password: ${value} }\nnodes: { fe-1: { role: fe, host: a } }`,
    (value) => `${HEAD}nodes: { ${value}: { role: fe, host: a } }`,
    (value) => `${HEAD}nodes: { fe-1: { role: fe, host: a, config: { ${value}: 1 } } }`,
  ];
  const metacharacters = [
    ' ',
    '\t',
    '\n',
    '\r',
    "'",
    '"',
    '`',
    '$',
    ';',
    '&',
    '|',
    '<',
    '>',
    '(',
    ')',
    '{',
    '}',
    '*',
    '?',
    '!',
    '#',
    '\\',
    '%',
    '\0',
    '\u2028',
    '^',
    '[',
    ']',
  ];
  const around = fc.stringMatching(/^[a-z/]{1,6}$/);

  it('with a metacharacter is refused wherever it could reach a shell or a statement', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        around,
        fc.constantFrom(...metacharacters),
        around,
        (place, left, meta, right) => {
          expect(refusal(place(JSON.stringify(`/${left}${meta}${right}`))).code).toBe('BAD_INPUT');
          expect(refusal(place(JSON.stringify(`${left}${meta}${right}`))).code).toBe('BAD_INPUT');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('as a whole file is read or refused with a place, never anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.string().map((tail) => HEAD + tail),
        ),
        (text) => {
          expect(refusal(text).message).toMatch(/^muster\.yaml:\d+:\d+: /);
        },
      ),
      { numRuns: 300 },
    );
  });
});
