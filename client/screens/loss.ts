import { lossPhrase } from '../../model/loss-phrase.ts';
import type { OperationProgress } from '../../model/operation.ts';
import type { Finding } from '../../model/step.ts';
import { indent, wrap } from './layout.ts';
import type { View } from './view.ts';

/** What would be lost, when nothing but that refused the operation; `undefined` where a phrase would not help. */
export function findLossRefusal({ state, request, steps }: OperationProgress): Finding | undefined {
  if (state !== 'refused' || request.mode === 'plan' || request.role !== 'be') return undefined;
  if (steps.some(({ failure }) => failure !== undefined)) return undefined;
  const refusals = steps.flatMap(({ findings = [] }) => findings).filter(({ severity }) => severity === 'refusal');
  return refusals.every(({ gate }) => gate === 'loss') ? refusals[0] : undefined;
}

/** What is lost for good, and what has to be typed by whoever wants that. */
export function showLoss({ message }: Finding, nodes: readonly string[], view: View): readonly string[] {
  const { style, width } = view;
  return [
    '',
    `${style.red('!')} ${style.bold('drop backend is dangerous: confirm it twice')}`,
    ...indent(wrap(message, width - 2), 2),
    '  There is no way back from it.',
    `  to go on, type: ${style.bold(lossPhrase(nodes))}`,
  ];
}
