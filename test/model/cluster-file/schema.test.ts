import { describe, expect, test } from 'vitest';
import { clusterFileJsonSchema } from '../../../model/cluster-file/schema.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}

/** Every key at every depth, with its description. */
function listKeys(schema: Schema, path = ''): [string, string | undefined][] {
  const { properties = {}, additionalProperties } = schema;
  const inner = typeof additionalProperties === 'object' ? listKeys(additionalProperties, `${path}.*`) : [];
  return [
    ...Object.entries(properties).flatMap(([key, value]): [string, string | undefined][] => [
      [`${path}.${key}`, value.description],
      ...listKeys(value, `${path}.${key}`),
    ]),
    ...inner,
  ];
}

describe('the JSON Schema of the cluster file', () => {
  test('is the one that was looked at', async () => {
    await expect(`${JSON.stringify(clusterFileJsonSchema(), null, 2)}\n`).toMatchFileSnapshot('golden/schema.json');
  });

  test.each([
    ['starrocks', '.nodes.*.ports.editLog'],
    ['databend', '.nodes.*.raftDir'],
  ])('describes every key of %s', (engine, own) => {
    const keys = listKeys(schemaOf(engine));
    expect(keys.map(([key]) => key)).toEqual(expect.arrayContaining(['.nodes.*.ssh.jump', own]));
    expect(keys.filter(([, description]) => description === undefined)).toEqual([]);
  });

  test.each(['starrocks', 'databend'])('requires what the loader requires of %s', (engine) => {
    expect(clusterFileJsonSchema()).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
    expect(schemaOf(engine)).toMatchObject({
      required: ['name', 'engine', 'version', 'nodes'],
      additionalProperties: false,
      properties: { nodes: { additionalProperties: { required: ['role', 'host'] } } },
    });
  });
});

function schemaOf(engine: string): Schema {
  const { anyOf } = clusterFileJsonSchema() as { readonly anyOf: readonly Schema[] };
  const found = anyOf.find(({ properties }) => JSON.stringify(properties?.['engine']).includes(engine));
  if (found === undefined) throw new Error(`no schema of ${engine}`);
  return found;
}
