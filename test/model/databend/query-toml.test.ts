import { expect, test } from 'vitest';
import { editEndpointList, readQueryToml } from '../../../model/databend/query-toml.ts';

const QUERY = `[query]
tenant_id = "default"

[meta]
# It is a list of \`grpc_api_advertise_host:<grpc-api-port>\`
endpoints = ["10.0.0.2:9191", "http://10.0.0.1:9191"]
password = "root"
auto_sync_interval = 60
`;

test('an endpoint is added behind the others and taken out again', () => {
  const added = editEndpointList(QUERY, { add: '10.0.0.3:9191', members: [] });
  expect(added).toBe(QUERY.replace('1:9191"]', '1:9191", "10.0.0.3:9191"]'));
  expect(editEndpointList(added, { add: '10.0.0.3:9191', members: [] })).toBe(added);
  expect(editEndpointList(added, { remove: '10.0.0.3:9191', members: [] })).toBe(QUERY);
});

test('an endpoint that is written with a scheme is the same one', () => {
  expect(editEndpointList(QUERY, { add: '10.0.0.1:9191', members: [] })).toBe(QUERY);
  expect(readQueryToml(editEndpointList(QUERY, { remove: '10.0.0.1:9191', members: [] })).endpoints).toEqual([
    '10.0.0.2:9191',
  ]);
});

test('a list that would be empty is filled from the members, and refused when there is none', () => {
  const text = '[meta]\nendpoints = ["10.0.0.1:9191"]\n';
  const remove = '10.0.0.1:9191';
  const edited = editEndpointList(text, { remove, members: [remove, '10.0.0.2:9191'] });
  expect(readQueryToml(edited).endpoints).toEqual(['10.0.0.2:9191']);
  expect(() => editEndpointList(text, { remove, members: [remove] }, 'query.toml')).toThrow(
    'query.toml would name no meta node any more',
  );
});

test('one that named nobody before is left so again', () => {
  const text = '[meta]\nendpoints = [] # of nobody yet\n';
  const added = editEndpointList(text, { add: '10.0.0.1:9191', members: [] });
  expect(added).toContain('"10.0.0.1:9191"');
  expect(editEndpointList(added, { remove: '10.0.0.1:9191', members: [], emptied: true })).toBe(text);
});

test('without an interval the file alone counts', () => {
  expect(readQueryToml(QUERY).autoSyncInterval).toBe(60);
  expect(readQueryToml('[meta]\n')).toEqual({ endpoints: [], autoSyncInterval: 0 });
});
