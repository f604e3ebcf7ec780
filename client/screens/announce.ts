import type { ClusterSpec, Role } from '../../model/cluster.ts';
import type { OperationOptions, OperationVerb } from '../../model/operation.ts';
import { type ChosenNode, roleOf } from '../choose-nodes.ts';
import { askWindows } from '../../model/windows/ask-windows.ts';
import { describeWindows } from '../../model/windows/describe-windows.ts';
import { nameHeldSteps } from '../../model/windows/held-steps.ts';
import { hasWindows, type WindowRules } from '../../model/windows/rules.ts';
import { describeCommand } from '../../model/describe-command.ts';
import { wrap } from './layout.ts';
import { fileCommand, type View } from './view.ts';
import { describeOpening } from './windows.ts';

type Sentence = (role: Role, nodes: string, cluster: string, coming: string) => string;

const SENTENCES: Readonly<Record<OperationVerb, Sentence>> = {
  add: (role, nodes, cluster) => `add ${role} ${nodes} to ${cluster}`,
  remove: (role, nodes, cluster) => `remove ${role} ${nodes} from ${cluster}`,
  replace: (role, nodes, cluster, coming) => `replace ${role} ${nodes} of ${cluster} with ${coming}`,
  'transfer-leader': (_, nodes, cluster) => `make ${nodes === '' ? 'another node' : nodes} the leader of ${cluster}`,
  restart: (role, nodes, cluster) => `restart ${role} ${nodes} of ${cluster}`,
  deploy: (role, nodes, cluster) => `deploy ${role} ${nodes} as the new cluster ${cluster}`,
};

/** How several nodes follow each other. */
function describeTurns(verb: OperationVerb, role: Role, limit = 2): string {
  if (verb === 'deploy') return '';
  if (role === 'meta' && verb === 'remove') return ', one after the other, dead ones first, the leader last';
  if (role === 'meta' && verb !== 'restart') return ', one after the other';
  if (role === 'fe' || role === 'meta')
    return verb === 'restart' ? ', one after the other, the leader last' : ', one after the other';
  if (verb === 'add') return limit === 1 ? ', one after the other' : `, ${limit} at a time`;
  return verb === 'remove' && role === 'be' ? ', as one drain' : ', one after the other';
}

/** How long it takes and until when there is a way back. */
function describeWay(verb: OperationVerb, role: Role, { noDrain = false, lost }: OperationOptions): readonly string[] {
  if (role === 'meta') return describeMetaWay(verb, lost === true);
  if (verb !== 'remove') return [];
  const noReturn = 'From the first DROP on there is no undo; the way back is muster add.';
  if (role === 'cn' && lost !== true) return ['It holds nothing: an undo registers it again, and starts it.'];
  if (role !== 'be') return [noReturn];
  if (noDrain)
    return [
      'It is dropped as it is, with its tablets: drop backend is dangerous, and has to be confirmed twice.',
      noReturn,
    ];
  if (lost === true) {
    return [
      'DECOMMISSION has its tablets copied from their other replicas; this can take days; it goes on without this terminal; up to the DROP there is an undo. What has no other replica is listed, and lost only when that is confirmed twice.',
    ];
  }
  return [
    'DECOMMISSION moves its tablets away first; this can take days; it goes on without this terminal; up to the DROP there is an undo.',
  ];
}

/** Of the Meta service: what an id is worth, and for how long nothing can be written. */
function describeMetaWay(verb: OperationVerb, lost: boolean): readonly string[] {
  const leave = 'From the leave on there is no undo: an id that has left is never used again.';
  switch (verb) {
    case 'add':
      return [
        'It votes once it has caught up. Up to its end there is an undo, after which its id is never used again.',
      ];
    case 'remove':
      return [lost ? `Nothing is done on its host. ${leave}` : leave];
    case 'replace':
      return [`First the new one joins and catches up, then the old one leaves. ${leave}`];
    case 'transfer-leader':
      return ['Writes wait for a moment.'];
    default:
      return [];
  }
}

/** Which of its steps wait for a window, and until when. */
function describeHeld(
  verb: OperationVerb,
  role: Role,
  options: OperationOptions,
  ofFile: WindowRules | undefined,
  view: View,
): readonly string[] {
  const rules = options.windows ?? ofFile;
  if (!hasWindows(rules)) return [];
  const held = nameHeldSteps(verb, role, options);
  if (held === undefined) return ['Nothing of it waits for a window.'];
  if (options.now !== undefined) return [`No window is kept, because ${options.now}: ${held} may begin at any time.`];
  const opening = describeOpening(askWindows(rules, view.now), rules.timezone, view);
  return [`Waits for a window: ${held}. Windows ${describeWindows(rules)}: ${opening}.`];
}

/** What is about to be asked for, before anything is. */
export function announce(
  verb: OperationVerb,
  cluster: Pick<ClusterSpec, 'name' | 'engine' | 'windows'>,
  nodes: readonly ChosenNode[],
  options: OperationOptions,
  view: View,
): readonly string[] {
  const { style } = view;
  const handles = nodes.map(({ alias, handle }) => (alias === handle ? handle : `${alias} (${handle})`)).join(', ');
  const role = roleOf(nodes, verb, cluster.engine);
  const turns = nodes.length > 1 ? describeTurns(verb, role, options.limit) : '';
  const command = describeCommand({ ...options, verb, nodes: nodes.map(({ alias }) => alias) });
  return [
    ...wrap(`${SENTENCES[verb](role, handles, cluster.name, options.with?.join(', ') ?? '')}${turns}`, view.width).map(
      (line) => style.bold(line),
    ),
    ...describeWay(verb, role, options).flatMap((line) => wrap(line, view.width)),
    ...describeHeld(verb, role, options, cluster.windows, view).flatMap((line) => wrap(line, view.width)),
    style.dim(`see every statement first: ${fileCommand(`plan ${command}`, view)}`),
  ];
}
