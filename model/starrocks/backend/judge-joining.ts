import { ROLE_WORDS } from '../../cluster.ts';
import { type BackendSpec, backendHandle } from '../cluster-spec.ts';
import type { Finding } from '../../step.ts';
import type { BackendsReading } from '../drain/drain-reading.ts';
import { dropBackendNode } from '../statements.ts';
import { type BackendMember, findMember, isHeard, isUnheard, listMembers } from './members.ts';

type Members = Pick<BackendsReading, 'backends' | 'computeNodes' | 'sharedData'>;

export interface JoiningVerdict {
  readonly findings: readonly Finding[];
  /** Aliases of those that have anything left to be done. */
  readonly joining: readonly string[];
}

/** What the leader's lists say about adding these nodes. */
export function judgeJoining(members: Members, nodes: readonly BackendSpec[]): JoiningVerdict {
  const verdicts = nodes.map((node) => ({
    node,
    finding: judgeMember(node, findMember(members, backendHandle(node))),
  }));
  const joining = verdicts.filter(({ finding }) => !finding.serves).map(({ node }) => node);
  return {
    findings: [
      ...verdicts.map(({ finding: { serves: _, ...finding } }) => finding),
      ...joining.flatMap((node) => judgeNeighbours(members, nodes, node)),
      ...judgeData(members, nodes),
    ],
    joining: joining.map(({ alias }) => alias),
  };
}

function judgeMember(node: BackendSpec, member: BackendMember | undefined): Finding & { readonly serves: boolean } {
  const { alias, role } = node;
  const handle = backendHandle(node);
  const what = `${alias} (${handle})`;
  const about = { gate: 'member', subject: alias, serves: false } as const;
  if (member === undefined) {
    return { ...about, severity: 'ok', message: `${what} is not registered: it joins as a ${ROLE_WORDS[role]}` };
  }
  if (member.kind !== role) {
    return {
      ...about,
      gate: 'role',
      severity: 'refusal',
      message: `${what} is registered as a ${ROLE_WORDS[member.kind]}, and the cluster file says ${role}: one address is one or the other`,
      next:
        member.kind === 'cn'
          ? [`${dropBackendNode('cn', node.host, node.ports.heartbeat)};`]
          : // As a compute node its removal would be refused: it holds data.
            [`role: be   # of ${alias} in the cluster file`, `muster remove ${alias}   # then`],
    };
  }
  if (isUnheard(member)) {
    return { ...about, severity: 'ok', message: `${what} is registered and has never been alive: it is adopted` };
  }
  if (member.draining) {
    return { ...about, severity: 'refusal', message: `${what} is a member and drains`, next: ['muster ops list'] };
  }
  if (isHeard(member)) {
    const message = `${what} is registered and serves already: nothing is to be done`;
    return { ...about, severity: 'ok', message, serves: true };
  }
  return {
    ...about,
    severity: 'refusal',
    message: `${what} is a member that has been alive and is not now: ${member.error || member.statusCode || 'not heard'}`,
    next: [`muster restart ${alias}`],
  };
}

/** A second backend of a host is accepted (recorded on 3.5.7), but replicas of one tablet never share a host (as read). */
function judgeNeighbours(members: Members, nodes: readonly BackendSpec[], node: BackendSpec): readonly Finding[] {
  if (node.role === 'cn') return [];
  const handle = backendHandle(node);
  const registered = listMembers(members)
    .filter((member) => member.kind === 'be' && member.host === node.host && member.handle !== handle)
    .map((member) => member.handle);
  const joining = nodes.filter((other) => other.host === node.host && other !== node).map(backendHandle);
  const neighbours = [...new Set([...registered, ...joining])];
  if (neighbours.length === 0) return [];
  return [
    {
      gate: 'same-host',
      severity: 'warning',
      subject: node.alias,
      message: `${node.host} also has ${neighbours.join(', ')}: two backends of one host count as one for the replicas of a tablet`,
    },
  ];
}

function judgeData({ sharedData }: Members, nodes: readonly BackendSpec[]): readonly Finding[] {
  const about = { gate: 'shared-data', severity: 'ok', subject: 'cluster' } as const;
  if (sharedData) {
    return [{ ...about, message: 'the data are in object storage: a new node caches, and holds nothing' }];
  }
  if (!nodes.some(({ role }) => role === 'cn')) return [];
  return [{ ...about, message: 'the data are on the backends: a compute node computes, and holds nothing' }];
}
