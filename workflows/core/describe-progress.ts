import type { OperationProgress, StepProgress } from '../../model/operation.ts';

const MARKS = { pending: '·', running: '▶', done: '✓', failed: '✗', skipped: '–' } as const;

/** The operation in Markdown, for the page of Temporal. */
export function describeProgress(progress: OperationProgress): string {
  const { request, state, attention, verbs, unpausable } = progress;
  const lines = [
    `**${request.verb} ${request.role} ${request.nodes.join(', ')}** on **${request.cluster}** — ${state}, asked by ${request.by}`,
    '',
  ];
  if (attention !== undefined) {
    lines.push(`> **Needs attention** at \`${attention.step}\`: ${attention.failure.message}`);
    if (attention.failure.hint !== undefined) lines.push(`> next: \`${attention.failure.hint}\``);
    lines.push(`> verbs: ${attention.verbs.map((verb) => `\`muster ops ${verb}\``).join(', ')}`, '');
  }
  if (unpausable !== undefined) lines.push(`_No pause now: ${unpausable}_`, '');
  lines.push(...progress.steps.map(describeStep));
  if (verbs.length > 0)
    lines.push('', ...verbs.map(({ verb, by, why, at }) => `- ${at} **${verb}** by ${by}${why ? `: ${why}` : ''}`));
  return lines.join('\n');
}

function describeStep({ id, title, state, note, failure, findings }: StepProgress): string {
  const refused = findings?.filter(({ severity }) => severity === 'refusal').map(({ message }) => message) ?? [];
  const tail = failure?.message ?? (refused.length > 0 ? refused.join('; ') : note);
  return `- ${MARKS[state]} \`${id}\` ${title}${tail === undefined ? '' : ` — ${tail}`}`;
}
