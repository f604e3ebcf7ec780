import { isMusterError } from '../../model/error.ts';
import { cleanText } from '../../model/clean-text.ts';
import { indent, wrap } from './layout.ts';
import { suggestedCommand, type View } from './view.ts';

const CAUSES_SHOWN = 4;

/** What went wrong, where, what was behind it, and what to type next. Never a stack. */
export function showError(error: unknown, view: View): readonly string[] {
  const { style, width } = view;
  if (!isMusterError(error)) {
    return [
      ...wrap(`${style.red('error:')} ${describeCause(error)} (INTERNAL)`, width),
      `${style.dim('next:')} this is a defect of muster; MUSTER_DEBUG=1 repeats it with its origin`,
    ];
  }
  const [first = '', ...rest] = wrap(`${cleanText(error.message)} (${error.code})`, width - 7);
  return [
    `${style.red('error:')} ${first}`,
    ...indent(rest, 7),
    ...error.details.flatMap((line) => indent(wrap(line, width - 7), 7)),
    ...listCauses(error).flatMap((line) =>
      indent(wrap(`because ${line}`, width - 7), 7).map((text) => style.dim(text)),
    ),
    ...(error.hint === undefined
      ? []
      : error.hint
          .split('\n')
          .flatMap((line) => wrapHint(suggestedCommand(line, view), width - 7))
          .map((line, index) => `${index === 0 ? style.dim('next:') : '     '}  ${line}`)),
  ];
}

/** A command stays in one piece, so that it can be pasted. */
export function wrapHint(line: string, width: number): readonly string[] {
  return line.startsWith('muster ') ? [line] : wrap(line, width);
}

/** The chain below an error, each in one line, repetitions left out. */
export function listCauses(error: Error): readonly string[] {
  const lines: string[] = [];
  let cause: unknown = error.cause;
  while (cause !== undefined && cause !== null && lines.length < CAUSES_SHOWN) {
    const line = describeCause(cause);
    if (!error.message.includes(line) && !lines.includes(line)) lines.push(line);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines;
}

function describeCause(cause: unknown): string {
  const text = cause instanceof Error ? cause.message || cause.name : String(cause);
  return cleanText(text.split('\n')[0] ?? '');
}
