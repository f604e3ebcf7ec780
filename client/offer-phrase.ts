import { mayAsk } from './ask-line.ts';
import { askPhrase } from './ask-phrase.ts';
import type { Link } from './connect.ts';
import { readOperation } from './read-operation.ts';
import { findLossRefusal, showLoss } from './screens/loss.ts';
import type { Terminal } from './terminal.ts';

/** What was refused only for what would be lost can be asked for again, by whoever types what that is. */
export async function offerPhrase(
  { client }: Link,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  terminal: Terminal,
): Promise<readonly string[] | undefined> {
  if (!mayAsk()) return undefined;
  const { progress } = await readOperation(client, workflowId, runId);
  const loss = findLossRefusal(progress);
  if (loss === undefined) return undefined;
  const { nodes } = progress.request;
  terminal.print(showLoss(loss, nodes, terminal.view()));
  const typed = await askPhrase(nodes);
  if (typed === undefined) terminal.print('That is not the phrase. Nothing was submitted.');
  return typed;
}
