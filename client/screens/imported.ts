import { settleBackends } from '../../model/cluster-file/settle-imported.ts';
import { ROLE_WORDS } from '../../model/cluster.ts';
import { backendHandle, frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import type { ImportedStarRocks } from '../../model/import.ts';
import { quoteWord } from '../../model/quote-word.ts';
import { table } from './layout.ts';
import type { View } from './view.ts';

/** What was found, what was not, and what to type next. */
export function showImported(imported: ImportedStarRocks, file: string, view: View): readonly string[] {
  const { style } = view;
  const { clusterId, version, leader, frontends } = imported;
  const { managed, left } = settleBackends(imported);
  const head = ['NODE', 'HOST', 'ROLE', 'ALIVE', 'HOME'].map((title) => style.dim(title));
  const homeOf = (install: { readonly home: string } | undefined, trouble: string | undefined) =>
    install?.home ?? style.yellow(`not known${trouble === undefined ? '' : `: ${trouble}`}`);
  const rows = [
    ...frontends.map((node, index) => [
      `fe-${index + 1}`,
      frontendHandle(node),
      `${node.observer ? 'observer' : 'follower'}${frontendHandle(node) === leader ? style.green('|L') : ''}`,
      node.alive ? style.green('yes') : style.red('no'),
      homeOf(node.install, node.trouble),
    ]),
    ...managed.map(({ alias, role, node }) => [
      alias,
      backendHandle(node),
      ROLE_WORDS[role],
      node.alive ? style.green('yes') : style.red('no'),
      homeOf(node.install, node.trouble),
    ]),
  ];
  const known =
    frontends.every(({ install, unknownPorts }) => install !== undefined && unknownPorts.length === 0) &&
    managed.every(({ node }) => node.install?.storage !== undefined && node.unknownPorts.length === 0);
  return [
    `${style.green('✓')} ${file} is written: StarRocks ${version}, ClusterId ${clusterId}`,
    '',
    ...table([head, ...rows]),
    ...left.map((line) => `${style.yellow('!')} not managed: ${line}`),
    '',
    ...(known ? [] : [`${style.yellow('!')} what is marked "not known" in the file is a guess: correct it first`]),
    `${style.dim('next:')} muster check -f ${quoteWord(file)}`,
  ];
}
