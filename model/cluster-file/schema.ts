import { z } from 'zod';
import { SECRET_FORMS } from './secret-ref.ts';
import { parseJumps } from './parse-jumps.ts';
import {
  ABSOLUTE_PATH,
  ALIAS,
  CONFIG_KEY,
  HOST,
  isHost,
  LOCAL_PATH,
  STORAGE_PATH,
  USER,
  VERSION,
} from '../patterns.ts';
import { ROLES } from '../cluster.ts';

/** A message of this schema is what was expected there; `describeIssue` puts place and finding before it. */
function text(expected: string, pattern: RegExp) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

const PORT = 'a port between 1 and 65535';
const port = z
  .number({ error: PORT })
  .int({ error: PORT })
  .min(1, { error: PORT })
  .max(65_535, { error: PORT })
  .meta({ description: 'TCP port' });

const alias = text('a name of letters, digits, "-", "_" and ".", beginning with a letter, at most 63 long', ALIAS);
const remotePath = text('an absolute path without "..", spaces or shell characters', ABSOLUTE_PATH);
const localPath = text(
  'a path (absolute, ~/… or relative to this file) without spaces or shell characters',
  LOCAL_PATH,
);
const user = text('a user name of letters, digits, "_", "-" and "."', USER);
const secret = text(`a reference: write ${SECRET_FORMS}`, /^(?:env|file|exec):/).meta({
  description: `Where the worker finds the secret: ${SECRET_FORMS}; never the secret itself`,
});

const AGENT = 'true or false';
const JUMP = 'user@host:port, several with commas between, or none';
const SSH_HOST = 'a host name or an IP address';
const ssh = z.strictObject(
  {
    host: z.string({ error: SSH_HOST }).refine(isHost, { error: SSH_HOST }).exactOptional().meta({
      description: 'Address for SSH, when it is not the one that the database stores',
    }),
    port: port.exactOptional().meta({ description: 'Default 22' }),
    user: user.exactOptional().meta({ description: 'Required, unless `config` knows one' }),
    key: localPath.exactOptional().meta({
      description: 'Private key on the machine of the worker. Default ~/.ssh/id_ed25519',
    }),
    passphrase: secret.exactOptional().meta({ description: `Of the key, as a reference: ${SECRET_FORMS}` }),
    agent: z.boolean({ error: AGENT }).exactOptional().meta({
      description: "Keys of the ssh-agent that the worker's SSH_AUTH_SOCK leads to, after `key`. Default false",
    }),
    config: localPath.exactOptional().meta({
      description: 'Configuration of the OpenSSH client on the machine of the worker; what is said here wins over it',
    }),
    jump: z
      .string({ error: JUMP })
      .refine((text) => parseJumps(text) !== undefined, { error: JUMP })
      .exactOptional()
      .meta({ description: 'Servers on the way, as ssh -J takes them: user@host:port, several with commas, or none' }),
    knownHosts: localPath.exactOptional().meta({ description: 'Always checked. Default ~/.ssh/known_hosts' }),
  },
  {
    error: 'a mapping such as { user: starrocks, port: 22, key: ~/.ssh/id_ed25519 }',
  },
);

const frontendPorts = {
  http: port.exactOptional().meta({ description: 'Default 8030 on a frontend, the same on every one; 8040 elsewhere' }),
  rpc: port.exactOptional().meta({ description: 'Of a frontend. Default 9020' }),
  query: port.exactOptional().meta({ description: 'Of a frontend. Default 9030' }),
  editLog: port.exactOptional().meta({ description: 'Of a frontend. Default 9010' }),
};
const backendPorts = {
  http: frontendPorts.http,
  be: port.exactOptional().meta({ description: 'Of a backend or compute node. Default 9060' }),
  heartbeat: port.exactOptional().meta({ description: 'Of a backend or compute node. Default 9050' }),
  brpc: port.exactOptional().meta({ description: 'Of a backend or compute node. Default 8060' }),
  starlet: port.exactOptional().meta({ description: 'Of a backend or compute node. Default 9070' }),
};
const FRONTEND_PORTS = 'a mapping such as { http: 8030, rpc: 9020, query: 9030, editLog: 9010 }';
const BACKEND_PORTS = 'a mapping such as { be: 9060, http: 8040, heartbeat: 9050, brpc: 8060 }';

const CONFIG_VALUE = `a text, a number, true or false, ${SECRET_FORMS}`;
const config = z.record(
  z.string().regex(CONFIG_KEY, { error: 'a key of letters, digits, "_", "-" and "."' }),
  z.union([z.string(), z.number(), z.boolean()], { error: CONFIG_VALUE }),
  { error: 'a mapping of keys of the conf file to values' },
);

const placement = {
  home: remotePath.exactOptional().meta({
    description:
      'Directory of the product on the host: bin/, conf/ and log/ are below it. Required, here or in the role',
  }),
  java: remotePath.exactOptional().meta({
    description: 'JAVA_HOME for the start script; SSH commands do not read a login profile',
  }),
  config: config.exactOptional().meta({ description: 'What the conf file must say beyond ports and directories' }),
  become: user.exactOptional().meta({
    description: 'User on the host that every command and file is of, by `sudo -n`. Default: the SSH user itself',
  }),
  package: localPath.exactOptional().meta({
    description: 'Archive on the machine of the worker, placed where the product is missing',
  }),
  ssh: ssh
    .exactOptional()
    .meta({ description: 'How the worker reaches the host; merged key by key, the nearer one wins' }),
};

const STORAGE = 'an absolute path, with ",medium:ssd" or ",medium:hdd" behind it where it matters';
const onlyFrontend = {
  meta: remotePath
    .exactOptional()
    .meta({ description: 'Directory of the metadata of a frontend. Default <home>/meta' }),
};
const onlyBackend = {
  storage: z
    .array(text(STORAGE, STORAGE_PATH), { error: `a list of storage paths, each ${STORAGE}` })
    .min(1, { error: 'at least one storage path' })
    .exactOptional()
    .meta({ description: 'Directories of the tablets of a backend. Default [<home>/storage]' }),
};

const frontendDefaults = z.strictObject(
  {
    ...placement,
    ...onlyFrontend,
    ports: z.strictObject(frontendPorts, { error: FRONTEND_PORTS }).exactOptional().meta({
      description: 'Ports of the product. Default: as shipped',
    }),
  },
  { error: 'a mapping such as { home: /opt/starrocks/fe }' },
);
const backendDefaults = z.strictObject(
  {
    ...placement,
    ...onlyBackend,
    ports: z.strictObject(backendPorts, { error: BACKEND_PORTS }).exactOptional().meta({
      description: 'Ports of the product. Default: as shipped',
    }),
  },
  { error: 'a mapping such as { home: /opt/starrocks/be }' },
);

const HOST_EXPECTED = 'a host name or an IPv4 address (IPv6 is not supported as the address of a node yet)';
const node = z.strictObject(
  {
    role: z.enum(ROLES, { error: 'fe, be or cn' }).meta({
      description: 'fe: a StarRocks frontend; be: a backend, which holds data; cn: a compute node, which holds none',
    }),
    host: text(HOST_EXPECTED, HOST).meta({
      description: 'The address as the database stores it',
    }),
    observer: z.boolean({ error: 'true or false' }).exactOptional().meta({
      description: 'A frontend that joins as an observer: it answers queries and has no vote. Default false',
    }),
    ...placement,
    ...onlyFrontend,
    ...onlyBackend,
    ports: z
      .strictObject({ ...frontendPorts, ...backendPorts }, { error: `${FRONTEND_PORTS}, or ${BACKEND_PORTS}` })
      .exactOptional()
      .meta({ description: 'Ports of the product. Default: as shipped' }),
  },
  { error: 'a mapping such as { role: fe, host: 10.0.0.1 }' },
);

const PACE = 'a number between 0.01 and 10';

export const clusterFileSchema = z
  .strictObject(
    {
      name: alias.meta({ description: 'Of the cluster; the lock of its operations' }),
      engine: z.enum(['starrocks'], { error: 'starrocks' }).meta({ description: 'The product' }),
      version: text('a version of three numbers, such as 3.5.7', VERSION).meta({
        description: 'What the package is of, such as 3.5.7',
      }),
      sql: z
        .strictObject(
          {
            user: user.exactOptional().meta({ description: 'Account with cluster_admin. Default root' }),
            password: secret.exactOptional(),
          },
          {
            error: 'a mapping such as { user: root, password: env:SR_PASSWORD }',
          },
        )
        .exactOptional()
        .meta({ description: 'How the worker logs in to the database' }),
      ssh: ssh.exactOptional().meta({ description: 'How the worker reaches the hosts' }),
      package: localPath.exactOptional().meta({
        description: 'Archive on the machine of the worker, placed where the product is missing',
      }),
      pace: z.number({ error: PACE }).min(0.01, { error: PACE }).max(10, { error: PACE }).exactOptional().meta({
        description: 'Multiplies every waiting time. For sandboxes, whose clock runs faster. Default 1',
      }),
      roles: z
        .strictObject(
          {
            fe: frontendDefaults.exactOptional().meta({ description: 'Defaults of all frontends' }),
            be: backendDefaults.exactOptional().meta({ description: 'Defaults of all backends' }),
            cn: backendDefaults.exactOptional().meta({ description: 'Defaults of all compute nodes' }),
          },
          { error: 'a mapping such as { fe: { home: … } }' },
        )
        .exactOptional()
        .meta({ description: 'Defaults of the nodes of each role' }),
      nodes: z
        .record(alias, node, {
          error: 'a mapping of node names to nodes, such as fe-1: { role: fe, host: 10.0.0.1 }',
        })
        .meta({ description: 'The nodes by the names that commands take' }),
    },
    { error: 'a mapping that begins with name:, engine: and version:' },
  )
  .meta({ title: 'Cluster file of muster' });

export type ClusterFile = z.infer<typeof clusterFileSchema>;
export type NodeEntry = ClusterFile['nodes'][string];

/** JSON Schema for editors, of the draft that all of them read; made from what the loader itself checks. */
export function clusterFileJsonSchema(): unknown {
  return z.toJSONSchema(clusterFileSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  });
}
