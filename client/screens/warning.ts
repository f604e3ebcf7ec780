import { wrap } from './layout.ts';
import type { View } from './view.ts';

/** What a reader must not overlook: each text in lines that fit, the first of all with a mark. */
export function showWarning(texts: string | readonly string[], { style, width }: View): readonly string[] {
  return [texts]
    .flat()
    .flatMap((text) => wrap(text, width - 2))
    .map((line, place) => `${place === 0 ? style.yellow('!') : ' '} ${line}`);
}
