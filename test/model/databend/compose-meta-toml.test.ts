import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composeMetaToml } from '../../../model/databend/compose-meta-toml.ts';
import { editJoinList, editLearner } from '../../../model/databend/edit-join-list.ts';
import { judgeMetaToml } from '../../../model/databend/judge-meta-toml.ts';
import { ownAddresses, readMetaToml } from '../../../model/databend/meta-toml.ts';
import { makeMeta } from '../../fixtures/databend-cluster.ts';

/** Of the package, as it is after the first run. */
const MEMBER = `# Usage:
# databend-meta -c databend-meta.toml

admin_api_address       = "0.0.0.0:28002"
grpc_api_address        = "10.0.0.1:9191"
# NOTE: change this to the ip address reachable from databend-query.
grpc_api_advertise_host = "10.0.0.1"

[log]

[log.file]
level = "WARN"
dir = "/var/log/databend"
my_own = 1 # we know

[raft_config]
id            = 1
raft_dir      = "/var/lib/databend/raft"
raft_api_port = 28004
raft_listen_host = "10.0.0.1"
raft_advertise_host = "10.0.0.1"

# Start up mode: single node cluster
single        = true

# Start up mode: join a cluster
# join          = ["127.0.0.1:28004"]
`;

test('a new member has the file of another one, and in it only what is its own is another', () => {
  const composed = composeMetaToml(MEMBER, {
    node: makeMeta(4),
    from: makeMeta(1),
    join: ['10.0.0.1:28004', '10.0.0.4:28004', '10.0.0.2:28004'],
    learner: true,
  });
  expect(composed).toBe(
    MEMBER.replaceAll('10.0.0.1', '10.0.0.4')
      .replace('id            = 1', 'id            = 4')
      .replace(
        'single        = true\n',
        'single        = false\njoin = ["10.0.0.1:28004", "10.0.0.2:28004"]\nlearner = true\n',
      ),
  );
  expect(judgeMetaToml(makeMeta(4), composed).map(({ severity, message }) => [severity, message])).toEqual([
    [
      'warning',
      'log.file.my_own in /etc/databend/databend-meta.toml is not known to databend-meta, which says nothing and ignores it',
    ],
  ]);
});

test('with nobody to join it begins a cluster of its own', () => {
  const file = '[raft_config]\njoin = ["x:1"]\n';
  const settings = readMetaToml(composeMetaToml(file, { node: makeMeta(1), join: [] }));
  expect(settings).toMatchObject({ single: true, join: [], id: 1, raftListenHost: '10.0.0.1' });
});

test('what listens for everyone or for its own host only goes on so; what named the other machine names this one', () => {
  const composed = composeMetaToml(
    'admin_api_address = "127.0.0.1:28002"\ngrpc_api_address = "10.9.9.9:9191"\n[raft_config]\nraft_listen_host = "0.0.0.0"\n',
    { node: { ...makeMeta(4), ports: { admin: 1, grpc: 2, raft: 3 } }, from: makeMeta(1), join: ['10.0.0.1:28004'] },
  );
  expect(readMetaToml(composed)).toMatchObject({
    adminAddress: '127.0.0.1:1',
    grpcAddress: '10.0.0.4:2',
    raftListenHost: '0.0.0.0',
    raftPort: 3,
  });
});

test('a node that is known by a name listens on all addresses: a name is none to listen on', () => {
  const node = { ...makeMeta(4), host: 'meta-4.example.org' };
  const settings = readMetaToml(composeMetaToml(MEMBER, { node, from: makeMeta(1), join: ['10.0.0.1:28004'] }));
  expect(settings).toMatchObject({
    grpcAddress: '0.0.0.0:9191',
    grpcAdvertiseHost: 'meta-4.example.org',
    raftListenHost: '0.0.0.0',
    raftAdvertiseHost: 'meta-4.example.org',
  });
});

test('logs that lie beside the raft directory of the other one lie beside that of the node', () => {
  const from = { ...makeMeta(1), raftDir: '/data/one/var/lib/databend/raft' };
  const node = { ...makeMeta(4), raftDir: '/data/four/var/lib/databend/raft' };
  const base = MEMBER.replace('/var/log/databend', '/data/one/var/log/databend');
  expect(composeMetaToml(base, { node, from, join: ['x:1'] })).toContain('dir = "/data/four/var/log/databend"');
});

test('the second member turns the first one from single to join, and taking it out makes the file what it was', () => {
  const self = '10.0.0.1:28004';
  const joined = editJoinList(MEMBER, { self, add: '10.0.0.2:28004', members: [] });
  expect(readMetaToml(joined)).toMatchObject({ single: false, join: ['10.0.0.2:28004'] });
  expect(editJoinList(joined, { self, remove: '10.0.0.2:28004', members: [self] })).toBe(MEMBER);
});

test('a member that is not alone is never told that it is: its list is filled from the members', () => {
  const text = '[raft_config]\njoin = ["10.0.0.1:28004"]\n';
  const members = ['10.0.0.1:28004', '10.0.0.2:28004', '10.0.0.3:28004'];
  const edited = editJoinList(text, { self: '10.0.0.2:28004', remove: '10.0.0.1:28004', members });
  expect(readMetaToml(edited)).toMatchObject({ single: false, join: ['10.0.0.3:28004'] });
});

test('no list ever names the node itself, and a change that is made already changes nothing', () => {
  const address = fc.constantFrom(
    '10.0.0.1:28004',
    '10.0.0.2:28004',
    '10.0.0.3:28004',
    '0.0.0.0:28004',
    'meta-1:28004',
  );
  const list = fc.uniqueArray(address, { maxLength: 5 });
  fc.assert(
    fc.property(
      list,
      list,
      fc.boolean(),
      fc.option(address, { nil: undefined }),
      fc.option(address, { nil: undefined }),
      (join, members, single, add, remove) => {
        fc.pre(add === undefined || add !== remove);
        const text = `[raft_config]\nid = 1\nraft_listen_host = "0.0.0.0"\nraft_advertise_host = "meta-1"\nsingle = ${single}\njoin = ${JSON.stringify(join)}\n`;
        const change = {
          self: '10.0.0.1:28004',
          members,
          ...(add !== undefined && { add }),
          ...(remove !== undefined && { remove }),
        };
        const edited = editJoinList(text, change);
        const settings = readMetaToml(edited);
        const own = ['10.0.0.1:28004', ...ownAddresses(settings)];
        expect(settings.join.filter((item) => own.includes(item) || item === remove)).toEqual([]);
        expect(settings.single).toBe(settings.join.length === 0);
        if (add !== undefined && !own.includes(add)) expect(settings.join).toContain(add);
        expect(editJoinList(edited, change)).toBe(edited);
      },
    ),
  );
});

test('a learner is told to ask for a vote', () => {
  const text = '[raft_config]\nlearner = true # until it has caught up\n';
  expect(editLearner(text, false)).toBe('[raft_config]\nlearner = false # until it has caught up\n');
  expect(editLearner('[raft_config]\nid = 1\n', false)).toBe('[raft_config]\nid = 1\n');
});
