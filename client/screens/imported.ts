import type { ImportedCluster } from '../../model/import.ts';
import { table } from './layout.ts';
import type { View } from './view.ts';

/** What was found, what was not, and what to type next. */
export function showImported(imported: ImportedCluster, file: string, view: View): readonly string[] {
  const { style } = view;
  const { clusterId, version, leader, frontends, backends, computeNodes } = imported;
  const head = ['NODE', 'HOST', 'ROLE', 'ALIVE', 'HOME'].map((title) => style.dim(title));
  const rows = frontends.map(({ host, ports, observer, alive, install, trouble }, index) => [
    `fe-${index + 1}`,
    `${host}:${ports.editLog}`,
    `${observer ? 'observer' : 'follower'}${`${host}:${ports.editLog}` === leader ? style.green('|L') : ''}`,
    alive ? style.green('yes') : style.red('no'),
    install?.home ?? style.yellow(`not known${trouble === undefined ? '' : `: ${trouble}`}`),
  ]);
  const known = frontends.every(({ install, unknownPorts }) => install !== undefined && unknownPorts.length === 0);
  const others = [...count('backend', backends), ...count('compute node', computeNodes)];
  return [
    `${style.green('✓')} ${file} is written: StarRocks ${version}, ClusterId ${clusterId}`,
    '',
    ...table([head, ...rows]),
    ...(others.length === 0 ? [] : [style.dim(`not managed yet: ${others.join(', ')}`)]),
    '',
    ...(known ? [] : [`${style.yellow('!')} what is marked "not known" in the file is a guess: correct it first`]),
    `${style.dim('next:')} muster check -f ${file}`,
  ];
}

function count(what: string, nodes: readonly string[]): readonly string[] {
  return nodes.length === 0 ? [] : [`${nodes.length} ${what}${nodes.length === 1 ? '' : 's'}`];
}
