import { formatCount } from '../../progress/describe-drain.ts';
import { ROLE_WORDS } from '../../cluster.ts';
import type { BackendStatus } from '../../status.ts';
import type { Finding } from '../../step.ts';

/** What a person on call should notice of backends and compute nodes. */
export function judgeBackendStatus(backends: readonly BackendStatus[]): readonly Finding[] {
  return [
    ...backends.filter(({ inCluster }) => inCluster).flatMap((node) => [...judgeMember(node), ...judgeFile(node)]),
    ...judgeAbsent(backends, 'be'),
    ...judgeAbsent(backends, 'cn'),
  ];
}

function judgeMember(node: BackendStatus): readonly Finding[] {
  const name = nameOf(node);
  const { alias, handle, role, alive, draining, unheard, tablets = 0, error } = node;
  const why = error === undefined ? '' : `: ${error}`;
  if (unheard === true) {
    const message = `${name} is registered and was never heard${why}`;
    return [
      note('dead', 'warning', name, message, [
        alias === undefined ? `muster remove ${handle} --lost` : `muster add ${alias}`,
      ]),
    ];
  }
  if (alive === false) {
    const lost = `muster remove ${name} --lost`;
    const next = alias === undefined ? [lost] : [`muster restart ${alias}`, lost];
    // Its replicas are on others too, as a rule; a compute node holds none.
    const severity = role === 'be' ? 'refusal' : 'warning';
    return [note('dead', severity, name, `${name} is registered and not alive${why}`, next)];
  }
  if (draining !== true) return [];
  // One that the file does not know has to be written into it first, which is said below.
  const left = tablets === 0 ? 'and is empty' : `with ${formatCount(tablets)} tablets left`;
  return [
    note('draining', 'warning', name, `${name} drains, ${left}`, alias === undefined ? [] : [`muster remove ${alias}`]),
  ];
}

function judgeFile({ alias, handle, role, fileRole, inFile }: BackendStatus): readonly Finding[] {
  if (!inFile) {
    const host = handle.slice(0, handle.lastIndexOf(':'));
    const line = `${role}-N: { role: ${role}, host: ${host} }   # under nodes: of the file`;
    return [
      note('backend-file', 'warning', handle, `${handle} is in the cluster as a ${ROLE_WORDS[role]}, not in the file`, [
        line,
      ]),
    ];
  }
  if (fileRole === undefined || fileRole === role) return [];
  const message = `${alias} is a ${ROLE_WORDS[role]} in the cluster, a ${ROLE_WORDS[fileRole]} in the file`;
  return [note('role', 'warning', alias ?? handle, message, [])];
}

/** Those of one role together: one command adds them. */
function judgeAbsent(backends: readonly BackendStatus[], role: BackendStatus['role']): readonly Finding[] {
  const absent = backends.filter((node) => !node.inCluster && node.role === role);
  if (absent.length === 0) return [];
  const names = absent.map(nameOf);
  const [first = ''] = names;
  const list = absent.map((node) => `${nameOf(node)} (${node.handle})`).join(', ');
  const message = `${list} ${absent.length === 1 ? 'is' : 'are'} in the file, not in the cluster`;
  return [note('backend-file', 'warning', first, message, [`muster add ${names.join(' ')}`])];
}

function nameOf({ alias, handle }: BackendStatus): string {
  return alias ?? handle;
}

function note(
  gate: Finding['gate'],
  severity: Finding['severity'],
  subject: string,
  message: string,
  next: readonly string[],
): Finding {
  return { gate, severity, subject, message, ...(next.length > 0 && { next }) };
}
