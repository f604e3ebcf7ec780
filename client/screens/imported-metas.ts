import { raftHandle } from '../../model/databend/member-answer.ts';
import type { ImportedDatabend } from '../../model/import.ts';
import { quoteWord } from '../../model/quote-word.ts';
import { table } from './layout.ts';
import type { View } from './view.ts';

/** What was found of a Meta service, what was not, and what to type next. */
export function showImportedMetas(imported: ImportedDatabend, file: string, view: View): readonly string[] {
  const { style } = view;
  const { version, leader, metas } = imported;
  const head = ['NODE', 'HOST', 'ROLE', 'ALIVE', 'UNIT', 'FILE'].map((title) => style.dim(title));
  const rows = metas.map(({ id, host, ports, votes, alive, install, trouble }) => {
    const handle = raftHandle({ host, port: ports.raft });
    return [
      `meta-${id}`,
      handle,
      `${votes ? 'voter' : 'learner'}${handle === leader ? style.green('|L') : ''}`,
      alive ? style.green('yes') : style.red('no'),
      install?.unit ?? style.yellow(`not known${trouble === undefined ? '' : `: ${trouble}`}`),
      install?.file ?? '',
    ];
  });
  const known = metas.every(({ install, unknownPorts }) => install?.raftDir !== undefined && unknownPorts.length === 0);
  return [
    `${style.green('✓')} ${file} is written: Databend Meta ${version}, ${metas.length} ${metas.length === 1 ? 'member' : 'members'}`,
    '',
    ...table([head, ...rows]),
    '',
    ...(known ? [] : [`${style.yellow('!')} what is marked "not known" in the file is a guess: correct it first`]),
    `${style.yellow('!')} Query nodes are not known to the Meta service: write them into the file,`,
    '  as its last lines say',
    `${style.dim('next:')} muster check -f ${quoteWord(file)}`,
  ];
}
