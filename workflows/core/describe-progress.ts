import { describeNodes } from '../../model/describe-asked.ts';
import type { OperationProgress, StepProgress } from '../../model/operation.ts';
import { describeDrain } from '../../model/progress/describe-drain.ts';
import { suggestVerb } from '../../model/suggest-verb.ts';

const MARKS = { pending: '·', running: '▶', done: '✓', failed: '✗', skipped: '–' } as const;

/** The operation in Markdown, for the page of Temporal. */
export function describeProgress(progress: OperationProgress): string {
  const { request, state, attention, verbs, unpausable, window } = progress;
  const lines = [
    `**${request.verb} ${request.role} ${describeNodes(request)}** on **${request.cluster}** — ${state}, asked by ${request.by}`,
    '',
  ];
  if (attention !== undefined) {
    lines.push(`> **Needs attention** at \`${attention.step}\`: ${attention.failure.message}`);
    if (attention.failure.hint !== undefined) lines.push(`> next: \`${attention.failure.hint}\``);
    lines.push(`> verbs: ${attention.verbs.map((verb) => `\`${suggestVerb(verb, progress)}\``).join(', ')}`, '');
  }
  if (window !== undefined) {
    const { span, timezone, opensAt, step, title } = window;
    lines.push(
      `> **Waits for the window** ${span} (${timezone}), which opens ${opensAt}; then \`${step}\` ${title}`,
      '',
    );
  }
  if (unpausable !== undefined) lines.push(`_No pause now: ${unpausable}_`, '');
  lines.push(...progress.steps.flatMap((step) => [describeStep(step), ...describeLong(step)]));
  if (verbs.length > 0)
    lines.push(
      '',
      ...verbs.map(
        ({ verb, what, by, why, at }) =>
          `- ${at} **${verb}**${what ? ` ${what}` : ''} by ${by}${why ? `: ${why}` : ''}`,
      ),
    );
  return lines.join('\n');
}

function describeStep({ id, title, state, note, failure, findings }: StepProgress): string {
  const refused = findings?.filter(({ severity }) => severity === 'refusal').map(({ message }) => message) ?? [];
  const tail = failure?.message ?? (refused.length > 0 ? refused.join('; ') : note);
  return `- ${MARKS[state]} \`${id}\` ${title}${tail === undefined ? '' : ` — ${tail}`}`;
}

/** As its last epoch knew it; `muster ops show` has the latest. Without the local time of whoever reads it. */
function describeLong({ state, progress }: StepProgress): readonly string[] {
  if (state !== 'running' || progress === undefined) return [];
  const now = Math.max(...Object.values(progress.nodes).map(({ samples }) => samples.at(-1)?.at ?? 0), 0);
  const stall =
    progress.stall === undefined ? [] : [`nothing moves since ${progress.stall.since}: ${progress.stall.message}`];
  const next = progress.stall?.next.map((line) => `next: \`${line}\``) ?? [];
  const seen = `seen ${new Date(now).toISOString()}, times in UTC`;
  return [...describeDrain(progress, { now, zone: 'UTC' }), ...stall, ...next, seen].map((line) => `  - ${line}`);
}
