import type { DatabendStatus, MetaNodeStatus } from '../../model/databend/status.ts';
import { table, widthOf } from './layout.ts';
import type { View } from './view.ts';

/** Meta nodes, each as it says itself; only the role and what is behind is the leader's word. */
export function showMetas({ metas, leader }: DatabendStatus, view: View): readonly string[] {
  const { style } = view;
  const head = ['ID', 'NODE', 'ADDRESS', 'ROLE', 'ANSWERS', 'STATE', 'TERM', 'APPLIED', 'BEHIND', 'VOTERS'];
  // Where all are of one version, the line above the table says so, and the room is for a narrow terminal.
  const mixed = new Set(metas.flatMap(({ version }) => version ?? [])).size > 1;
  const told = new Set(metas.flatMap(({ voters, inCluster }) => (voters && inCluster ? voters.join(',') : [])));
  const isKnown = metas.some(({ inCluster }) => inCluster);
  const rows = metas.map((node) => [
    node.id === undefined ? '–' : String(node.id),
    node.alias ?? style.dim('–'),
    node.handle,
    describeRole(node, view),
    describeAnswers(node, isKnown, view),
    describeState(node, view),
    node.term === undefined ? '–' : String(node.term),
    node.applied === undefined ? '–' : String(node.applied),
    describeBehind(node, leader !== undefined, view),
    describeVoters(node, told.size > 1, view),
    ...(mixed ? [node.version ?? '–'] : []),
  ]);
  const members = metas.filter(({ inCluster }) => inCluster).length;
  const cells = [[...head, ...(mixed ? ['VERSION'] : [])].map((title) => style.dim(title)), ...rows];
  return [
    ...fitTable(cells, view.width, new Set(metas.flatMap(({ term }) => term ?? [])).size < 2),
    style.dim(`${members} in the cluster, ${metas.filter(({ inFile }) => inFile).length} in the file`),
  ];
}

function describeRole({ role, leader }: MetaNodeStatus, { style }: View): string {
  if (role === 'none') return style.dim('–');
  if (role === 'learner') return style.yellow(role);
  return leader ? `${role}${style.green('|L')}` : role;
}

/** Nobody listens where no member is: that is worth a word only while it is not known who the members are. */
function describeAnswers({ answers, inCluster }: MetaNodeStatus, isKnown: boolean, { style }: View): string {
  if (isKnown && !inCluster && answers === 'refused') return style.dim('–');
  return answers === 'yes' ? style.green(answers) : style.red(answers);
}

/** One that claims to lead and does not is not shown as the leader. */
function describeState({ stranger, state, lives, inCluster }: MetaNodeStatus, { style }: View): string {
  if (stranger !== undefined) return style.red(stranger);
  if (state === undefined) return '–';
  const word = state.toLowerCase();
  if (!inCluster) return style.dim(word);
  return lives ? word : style.red(word);
}

function describeBehind({ leader, behind, inCluster, lives }: MetaNodeStatus, isLed: boolean, { style }: View): string {
  if (!inCluster || !isLed) return '–';
  if (leader || (lives && behind === 0)) return 'current';
  // What the leader knew last: on an idle group a dead one stays current in its eyes (recorded on 1.2.888).
  if (behind === 0) return style.yellow('current?');
  // A leader that was just elected has not reached a dead one yet, and knows nothing of it (recorded on 1.2.888).
  if (behind === undefined) return style.red('never reached');
  return lives ? `${behind}` : style.yellow(`${behind}`);
}

/** As each has them: where all agree it is enough to see that they do. */
function describeVoters({ voters }: MetaNodeStatus, differ: boolean, { style }: View): string {
  if (voters === undefined || voters.length === 0) return '–';
  const text = voters.join(',');
  return differ ? style.yellow(text) : text;
}

const TERM = 6;
const APPLIED = 7;

/**
 * Where a terminal is narrow what can be missed best goes first: what each has applied, which `BEHIND` says, then the term, as
 * long as all of them are in the same one.
 */
function fitTable(cells: readonly (readonly string[])[], width: number, oneTerm: boolean): readonly string[] {
  const spare = [[], [APPLIED], ...(oneTerm ? [[APPLIED, TERM]] : [])];
  const tables = spare.map((gone) => table(cells.map((row) => row.filter((_, column) => !gone.includes(column)))));
  return tables.find((lines) => lines.every((line) => widthOf(line) <= width)) ?? tables.at(-1) ?? [];
}
