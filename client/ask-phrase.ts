import { lossPhrase } from '../model/loss-phrase.ts';
import { askLine } from './ask-line.ts';

/** The phrase that names the nodes, typed twice; `undefined` at the first other word. */
export async function askPhrase(
  nodes: readonly string[],
  ask: (question: string) => Promise<string> = askLine,
): Promise<readonly string[] | undefined> {
  const phrase = lossPhrase(nodes);
  const typed: string[] = [];
  for (const question of ['phrase:       ', 'once more:    ']) {
    const line = await ask(question);
    if (line !== phrase) return undefined;
    typed.push(line);
  }
  return typed;
}
