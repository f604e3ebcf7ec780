import { z } from 'zod';
import { SECRET_FORMS } from './secret-ref.ts';
import {
  ENGINE_EXPECTED,
  FILE_EXPECTED,
  NODES_EXPECTED,
  alias,
  drainParts,
  fileParts,
  placementParts,
  port,
  remotePath,
  secret,
  storedHost,
  text,
  user,
  windowParts,
} from './schema-parts.ts';
import { CONFIG_KEY, STORAGE_PATH, VERSION } from '../patterns.ts';
import { ROLES_OF } from '../cluster.ts';

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
  ...placementParts,
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

const node = z.strictObject(
  {
    role: z.enum(ROLES_OF.starrocks, { error: 'fe, be or cn' }).meta({
      description: 'fe: a StarRocks frontend; be: a backend, which holds data; cn: a compute node, which holds none',
    }),
    host: storedHost,
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

export const starRocksFileSchema = z
  .strictObject(
    {
      name: fileParts.name,
      engine: z.enum(['starrocks'], { error: ENGINE_EXPECTED }).meta({ description: 'The product' }),
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
      ssh: fileParts.ssh,
      package: fileParts.package,
      pace: fileParts.pace,
      ...windowParts,
      ...drainParts,
      notify: fileParts.notify,
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
          error: `${NODES_EXPECTED}fe-1: { role: fe, host: 10.0.0.1 }`,
        })
        .meta({ description: 'The nodes by the names that commands take' }),
    },
    { error: FILE_EXPECTED },
  )
  .meta({ title: 'Cluster file of muster' });

export type StarRocksFile = z.infer<typeof starRocksFileSchema>;
export type StarRocksEntry = StarRocksFile['nodes'][string];
