import { z } from 'zod';
import {
  ENGINE_EXPECTED,
  FILE_EXPECTED,
  NODES_EXPECTED,
  alias,
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
import { UNIT, VERSION } from '../patterns.ts';
import { ROLES_OF } from '../cluster.ts';

const META_PORTS = 'a mapping such as { admin: 28002, grpc: 9191, raft: 28004 }';
const QUERY_PORTS = 'a mapping such as { http: 8000 }';

const metaPorts = {
  admin: port.exactOptional().meta({ description: 'Of a meta node: HTTP, for whoever looks after it. Default 28002' }),
  grpc: port.exactOptional().meta({ description: 'Of a meta node: where Query nodes ask. Default 9191' }),
  raft: port.exactOptional().meta({ description: 'Of a meta node: where the members speak. Default 28004' }),
};
const queryPorts = {
  http: port.exactOptional().meta({ description: 'Of a query node: where queries are sent. Default 8000' }),
};

const service = {
  home: remotePath.exactOptional().meta({ description: 'The programs are in its bin/. Default /usr' }),
  file: remotePath.exactOptional().meta({
    description: 'Its TOML file. Default /etc/databend/databend-meta.toml, or databend-query.toml',
  }),
  unit: text('the name of a unit of systemd, such as databend-meta.service', UNIT).exactOptional().meta({
    description: 'Its unit of systemd. Default databend-meta.service, or databend-query.service',
  }),
  unitDir: remotePath.exactOptional().meta({
    description: 'Where the file of the unit is written when there is none. Default /etc/systemd/system',
  }),
  user: user.exactOptional().meta({ description: 'User that the unit runs as. Default databend' }),
  ...placementParts,
};
const onlyMeta = {
  raftDir: remotePath.exactOptional().meta({ description: 'What a meta node stores. Default /var/lib/databend/raft' }),
  exports: remotePath.exactOptional().meta({
    description: 'Where what is exported before a change is kept. Default /var/lib/databend/exports',
  }),
};
const onlyQuery = {
  sql: z
    .strictObject(
      { user: user.exactOptional().meta({ description: 'Default root' }), password: secret.exactOptional() },
      { error: 'a mapping such as { user: root, password: env:DATABEND_PASSWORD }' },
    )
    .exactOptional()
    .meta({ description: 'Who asks a query node whether it serves' }),
};

const ID = 'a whole number between 0 and 9007199254740990';
const node = z.strictObject(
  {
    role: z.enum(ROLES_OF.databend, { error: 'meta or query' }).meta({
      description: 'meta: a member of the Meta service; query: a Query node, which is a client of it',
    }),
    host: storedHost,
    id: z
      .number({ error: ID })
      .int({ error: ID })
      .min(0, { error: ID })
      .max(9_007_199_254_740_990, { error: ID })
      .exactOptional()
      .meta({ description: 'Of a meta node, in the raft group: never used again once it was' }),
    ...service,
    ...onlyMeta,
    ...onlyQuery,
    ports: z
      .strictObject({ ...metaPorts, ...queryPorts }, { error: `${META_PORTS}, or ${QUERY_PORTS}` })
      .exactOptional()
      .meta({ description: 'Ports of the product. Default: as shipped' }),
  },
  { error: 'a mapping such as { role: meta, id: 1, host: 10.0.0.1 }' },
);

const PORTS = 'Ports of the product. Default: as shipped';

export const databendFileSchema = z
  .strictObject(
    {
      name: fileParts.name,
      engine: z.enum(['databend'], { error: ENGINE_EXPECTED }).meta({ description: 'The product' }),
      version: text('a version of three numbers, such as 1.2.888', VERSION).meta({
        description: 'What the package is of, such as 1.2.888',
      }),
      ssh: fileParts.ssh,
      package: fileParts.package,
      pace: fileParts.pace,
      ...windowParts,
      notify: fileParts.notify,
      roles: z
        .strictObject(
          {
            meta: z
              .strictObject(
                {
                  ...service,
                  ...onlyMeta,
                  ports: z.strictObject(metaPorts, { error: META_PORTS }).exactOptional().meta({ description: PORTS }),
                },
                { error: 'a mapping such as { raftDir: /var/lib/databend/raft }' },
              )
              .exactOptional()
              .meta({ description: 'Defaults of all meta nodes' }),
            query: z
              .strictObject(
                {
                  ...service,
                  ...onlyQuery,
                  ports: z
                    .strictObject(queryPorts, { error: QUERY_PORTS })
                    .exactOptional()
                    .meta({ description: PORTS }),
                },
                { error: 'a mapping such as { unit: databend-query.service }' },
              )
              .exactOptional()
              .meta({ description: 'Defaults of all query nodes' }),
          },
          { error: 'a mapping such as { meta: { raftDir: … } }' },
        )
        .exactOptional()
        .meta({ description: 'Defaults of the nodes of each role' }),
      nodes: z
        .record(alias, node, { error: `${NODES_EXPECTED}meta-1: { role: meta, id: 1, host: 10.0.0.1 }` })
        .meta({ description: 'The nodes by the names that commands take' }),
    },
    { error: FILE_EXPECTED },
  )
  .meta({ title: 'Cluster file of muster, for Databend Meta' });

export type DatabendFile = z.infer<typeof databendFileSchema>;
export type DatabendEntry = DatabendFile['nodes'][string];
