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

  test('describes every key', () => {
    const keys = listKeys(clusterFileJsonSchema() as Schema);
    expect(keys.map(([key]) => key)).toContain('.nodes.*.ssh.jump');
    expect(keys.filter(([, description]) => description === undefined)).toEqual([]);
  });

  test('requires what the loader requires', () => {
    expect(clusterFileJsonSchema()).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      required: ['name', 'engine', 'version', 'nodes'],
      additionalProperties: false,
      properties: { nodes: { additionalProperties: { required: ['role', 'host'] } } },
    });
  });
});
