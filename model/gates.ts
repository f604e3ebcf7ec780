interface Gate {
  /** What it asks, as a sentence that is so when it passes. */
  readonly asks: string;
  /** Why it cannot be overridden. @default it can */
  readonly firm?: string;
}

/**
 * Every gate there is, with what it asks. A `firm` one cannot be accepted, because of what is certain to follow; the others
 * say what is likely, and a person may know better.
 */
const gates = {
  ssh: { asks: 'the host is reached by SSH and its key is known', firm: 'nothing can be done on a host out of reach' },
  become: { asks: 'commands may be run as the service user', firm: 'without it every later command fails' },
  secrets: { asks: 'the worker can resolve what is referenced', firm: 'a step that needs it would fail half-way' },
  hooks: { asks: 'the worker knows where notices are sent' },
  key: { asks: 'the key does not depend on somebody being logged in' },
  privileges: { asks: 'the SQL user may read and change nodes', firm: 'the statements would be refused' },
  lease: {
    asks: 'no operation holds the cluster',
    firm: 'what another installation holds is taken over with --take-over, not accepted',
  },
  quorum: { asks: 'a leader answers and every voter lives', firm: 'one more loss and the leader exits' },
  'half-joined': {
    asks: 'no other frontend is registered that has never been alive',
    firm: 'what protects a half-joined voter is in the memory of the leader, and covers one at a time',
  },
  member: {
    asks: 'the node is, or is not yet, a member as the request needs it',
    firm: 'the request is about another node',
  },
  role: {
    asks: 'the node has the role that the cluster file gives it',
    firm: 'the statements have the word of the role in them',
  },
  lost: { asks: 'a node that is called lost does not answer', firm: 'its process would go on with old data' },
  last: { asks: 'a frontend that votes remains', firm: 'nobody would have the metadata' },
  pair: {
    asks: 'the leader of a pair is left alone',
    firm: 'the other one cannot lead alone: the cluster would stop for good',
  },
  outage: { asks: 'the cluster serves all the while', firm: 'an outage is asked for with --outage, not accepted' },
  ports: {
    asks: 'nothing listens where the new frontend will',
    firm: 'a second address of a live frontend kills the leader',
  },
  meta: { asks: 'the meta directory is empty', firm: 'the frontend would go on as the one it was' },
  'own-meta': {
    asks: 'the meta directory holds what the member goes on from',
    firm: 'it would be stopped and could not be started again as itself',
  },
  'own-storage': {
    asks: 'the storage paths of the cluster file are those of the conf file',
    firm: 'the wrong directories would be moved',
  },
  process: { asks: 'the process of the node is the right one' },
  supervisor: { asks: 'nothing starts the process again when it ends' },
  clock: { asks: 'the clocks differ by less than 5 s' },
  java: { asks: 'there is a Java that the version runs on' },
  space: { asks: 'there are 5 GB for the metadata' },
  'http-port': { asks: 'every frontend has the same http_port', firm: 'with another one it never joins' },
  address: { asks: 'priority_networks chooses the address that is given' },
  odd: { asks: 'the number of followers is odd when all is done' },
  count: { asks: 'there are fewer than 10 frontends' },
  versions: { asks: 'every frontend runs the same version' },
  backends: { asks: 'there is a frontend for every 10 to 20 backends' },
  switches: { asks: 'no switch of an upgrade is left over' },
  dead: { asks: 'every registered node lives' },
  serving: { asks: 'every frontend answers on its own port' },
  'second-cluster': { asks: 'every frontend belongs to the same cluster', firm: 'it would answer for another cluster' },
  file: { asks: 'the cluster file and the cluster name the same nodes' },
  alive: { asks: 'a node that is to be drained lives' },
  replicas: { asks: 'the hosts that remain are enough for the replicas of every table' },
  colocation: { asks: 'the hosts that remain are enough for every colocation group' },
  room: { asks: 'the disks that remain have room for what leaves, medium by medium' },
  single: { asks: 'a tablet with a single replica can be read where it is' },
  unhealthy: { asks: 'every tablet is healthy before one more node is taken away' },
  'recycle-bin': { asks: 'the recycle bin holds nothing that a drain would wait for' },
  transactions: { asks: 'no transaction has run for so long that it holds replicas' },
  scheduler: { asks: 'the scheduler of tablets is on' },
  draining: { asks: 'no other backend drains' },
  targets: { asks: 'there are backends that can take over' },
  loss: {
    asks: 'nothing is lost that cannot be had again',
    firm: 'data would be gone for good: it is confirmed by its phrase, typed twice, and not accepted',
  },
  'backend-file': { asks: 'the cluster file and the cluster name the same backends and compute nodes' },
  'same-host': { asks: 'no other backend is on the host, where a replica could not be beside another' },
  storage: {
    asks: 'the storage paths can be written, and are empty or of this cluster',
    firm: 'the process would not start, or would be in the way of what is there',
  },
  'leader-path': { asks: 'the host of the leader reaches the node' },
  limits: { asks: 'the process may open 60000 files' },
  spare: { asks: 'every tablet can be read while one backend is down' },
  queries: { asks: 'no query runs on the node' },
  depth: { asks: 'every table could be looked at' },
  'shared-data': { asks: 'it is known where the data of the cluster are' },
  package: { asks: 'there is a product, or a package to place', firm: 'there would be nothing to start' },
  'raft-ports': {
    asks: 'nothing listens where the new meta node will, and no other databend-meta runs there',
    firm: 'a taken raft port is not noticed: whoever owns it answers in the name of the new node',
  },
  'raft-dir': {
    asks: 'the raft directory is empty, or of an earlier try, and can be written',
    firm: 'the node would go on as the one it was, or not start',
  },
  'foreign-file': { asks: 'the TOML file that is there is not of another node with data' },
  exports: { asks: 'exports can be written on the host' },
  advertised: {
    asks: 'the address that the node gives out is its own, and means the same everywhere',
    firm: 'the others would ask another machine for its vote',
  },
  reach: {
    asks: 'the host of the leader reaches the raft port of the new node',
    firm: 'all writes of the cluster would wait for a vote that nobody can ask for',
  },
  'meta-versions': { asks: 'every meta node runs the same version' },
  unit: {
    asks: 'the unit of systemd starts this node with its file, or there is none yet',
    firm: 'something else would be started',
  },
  'service-user': { asks: 'the user of the unit is there', firm: 'the unit would not start' },
  'raft-space': { asks: 'there is 1 GB for the raft directory' },
  'meta-file': {
    asks: 'the file of the meta node is one that it starts with, as the node of the cluster file',
    firm: 'it would not start, or as another one',
  },
  'meta-address': {
    asks: 'the file of the meta node gives out an address that leads to it',
    firm: 'the others would ask another machine for its vote',
  },
  'only-query': { asks: 'another Query node answers while one is restarted' },
  endpoints: { asks: 'every Query node names the meta nodes, and one of them lives' },
  'meta-settings': { asks: 'every setting in the file of the meta node has an effect, and the one that is meant' },
  'meta-leader': {
    asks: 'one meta node leads, by its own word and by that of a majority',
    firm: 'nobody would take a change of the membership, or two would',
  },
  majority: {
    asks: 'a majority of the voters lives, now and after every single step',
    firm: 'the change and every write after it would hang, and nothing takes a begun change back',
  },
  hung: {
    asks: 'every meta node whose health passes tells its status too',
    firm: 'a write that cannot commit blocks it: the quorum is lost, or an election is under way',
  },
  pending: {
    asks: 'no change of the membership is under way',
    firm: 'the next change would complete it, whoever began it',
  },
  foreign: {
    asks: 'behind every address is a member of this cluster',
    firm: 'another cluster would be changed',
  },
  removed: { asks: 'no process of a removed member runs on' },
  'last-voter': { asks: 'a meta node that votes remains', firm: 'nobody would have the metadata' },
  successor: {
    asks: 'there is a live voter, caught up, that can take over the leadership',
    firm: 'a transfer to any other stops all writes until somebody is elected, and with one voter for good',
  },
  'raft-id': {
    asks: 'the id of the node has never been seen in the group',
    firm: 'a node that comes with an id of before can elect itself on an old membership',
  },
  'used-id': { asks: 'no earlier operation used the id of the node' },
  'odd-voters': { asks: 'the number of voters is odd when all is done' },
  service: { asks: 'the unit of every node runs and has nothing to say' },
  enabled: { asks: 'the unit of every node starts with its host' },
  vote: { asks: 'every meta node that runs is a member with a vote' },
  log: { asks: 'the leader has reached every voter since it leads' },
  'queries-serve': { asks: 'every Query node answers a query' },
  lists: { asks: 'every Query node lists members that live, and no others' },
  'living-endpoint': {
    asks: 'the list of every Query node names a meta node that lives and stays',
    firm: 'its queries would fail until somebody changes its file and restarts it',
  },
} as const satisfies Readonly<Record<string, Gate>>;

export type GateName = keyof typeof gates;

export const GATES: Readonly<Record<GateName, Gate>> = gates;

export function isGate(name: string): name is GateName {
  return Object.hasOwn(GATES, name);
}

/** Why the gate cannot be accepted; nothing when it can. */
export function whyFirm(gate: GateName): string | undefined {
  return GATES[gate].firm;
}
