import type { GateName } from '../gates.ts';
import type { NodeStatus, Stranger } from '../status.ts';
import type { Finding } from '../step.ts';

/** What is wrong with one node of the cluster or the file. */
export function judgeNodeStatus(node: NodeStatus): readonly Finding[] {
  return node.inCluster ? [...judgeMember(node), ...judgeDrift(node)] : judgeAbsent(node);
}

function judgeMember(node: NodeStatus): readonly Finding[] {
  const name = nameOf(node);
  const { alive, error, serving, trouble, stranger } = node;
  // Registered here, and once started without a helper: the same address, another cluster.
  if (stranger !== undefined) return [judgeStranger(node, stranger)];
  if (node.halfJoined === true) {
    return [
      note('half-joined', 'refusal', name, `${name} is registered and has never been alive: finish it or drop it`, [
        ...(node.alias === undefined ? [] : [`muster add ${node.alias}`]),
        `ALTER SYSTEM DROP ${node.role} '${node.handle}';`,
      ]),
    ];
  }
  if (alive === false) {
    const why = error === undefined ? '' : `: ${error}`;
    // Recorded: a dead voter counts against the quorum until it is dropped; an observer has no vote.
    return [
      note(
        'dead',
        node.role === 'OBSERVER' ? 'warning' : 'refusal',
        name,
        `${name} is registered and not alive${why}`,
        // Not the bare start: without its metadata and without a helper it would found a cluster of its own.
        [...(node.alias === undefined ? [] : [`muster restart ${node.alias}`]), `muster remove ${name} --lost`],
      ),
    ];
  }
  if (serving !== undefined && serving !== 'yes') {
    const why = trouble === undefined ? '' : `: ${trouble}`;
    return [
      note('serving', 'warning', name, `${name} is called alive, but does not serve on its own port${why}`, [
        ...(node.alias === undefined ? [] : [`muster restart ${node.alias}`]),
      ]),
    ];
  }
  return [];
}

function judgeDrift({ alias, handle, role, fileRole, inFile }: NodeStatus): readonly Finding[] {
  if (!inFile) {
    return [
      note('file', 'warning', handle, `${handle} is in the cluster, not in the file`, [
        `fe-N: { role: fe, host: ${hostOf(handle)}${role === 'OBSERVER' ? ', observer: true' : ''} }   # under nodes: of the file`,
      ]),
    ];
  }
  if (fileRole === undefined || fileRole === role) return [];
  const name = alias ?? handle;
  const text = `${name} is ${role.toLowerCase()} in the cluster, ${fileRole.toLowerCase()} in the file`;
  return [note('role', 'warning', name, text, [])];
}

function judgeAbsent(node: NodeStatus): readonly Finding[] {
  const name = nameOf(node);
  if (node.stranger !== undefined) return [judgeStranger(node, node.stranger)];
  return [
    note(
      'file',
      'warning',
      name,
      `${name} (${node.handle}) is in the file, not in the cluster: add it, or take it out of the file`,
      [`muster add ${name}`],
    ),
  ];
}

function judgeStranger(node: NodeStatus, { kind, clusterId }: Stranger): Finding {
  const name = nameOf(node);
  const stop = node.commands === undefined ? [] : [node.commands.stop];
  switch (kind) {
    case 'other cluster':
      return note(
        'second-cluster',
        'refusal',
        name,
        `${name} answers for another cluster, ${clusterId ?? 'unknown'}: whoever asks it gets other data`,
        stop,
      );
    case 'dropped':
      return note(
        'process',
        'warning',
        name,
        `${name} answers, but is no member: it was dropped, and its process goes on with old data`,
        stop,
      );
    case 'silent':
      return note(
        'process',
        'warning',
        name,
        `${name} accepts connections and never greets, and is no member: a dropped observer does so`,
        stop,
      );
    case 'unknown':
      return note(
        'process',
        'warning',
        name,
        `${name} answers, but is no member and does not accept our login: another cluster may live there`,
        stop,
      );
  }
}

export function nameOf({ alias, handle }: Pick<NodeStatus, 'alias' | 'handle'>): string {
  return alias ?? handle;
}

function hostOf(handle: string): string {
  return handle.slice(0, handle.lastIndexOf(':'));
}

function note(
  gate: GateName,
  severity: Finding['severity'],
  subject: string,
  message: string,
  next: readonly string[],
): Finding {
  return { gate, severity, subject, message, ...(next.length > 0 && { next }) };
}
