import { isMusterError, MusterError } from '../model/error.ts';
import type { IfBusy } from '../model/foreman.ts';
import type { OperationRequest } from '../model/operation.ts';
import { readAdmission } from './admission.ts';
import { type Admitted, nameRun, type Submitted } from './admit.ts';
import { mayAsk } from './ask-line.ts';
import { confirm } from './confirm.ts';
import type { Link } from './connect.ts';
import { notAfterNow } from './make-request.ts';
import { showError } from './screens/error.ts';
import { showQueued, showStanding } from './screens/queue.ts';
import { submitOrQueue } from './submit.ts';
import type { Terminal } from './terminal.ts';
import type { Standing } from './wait-news.ts';
import { waitTurn } from './wait-turn.ts';

export interface TurnOptions {
  /** @default a terminal asks, elsewhere it is refused */
  readonly wait?: boolean;
  readonly detach?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** Fires when the user stops waiting. */
  readonly signal: AbortSignal;
}

/** Into a busy cluster: as the flags say, or a person. `undefined` when it waits in the queue and nobody waits for it here. */
export async function submitOrAsk(
  link: Link,
  request: OperationRequest,
  terminal: Terminal,
  options: TurnOptions,
): Promise<Submitted | undefined> {
  const { wait, detach = false, json = false, signal } = options;
  const admitted = await submitAs(link, request, terminal, wait === true ? 'queue' : 'refuse', options);
  const { style } = terminal.view();
  const say = (what: string) => {
    if (!json && request.mode === 'run') terminal.print(style.dim(`operation ${request.id} ${what}`));
  };
  if (admitted.kind === 'running') {
    say('submitted; it goes on without this terminal');
    return nameRun(admitted);
  }
  const admission = await readAdmission(link, request.cluster.name).catch(() => undefined);
  if (!json)
    terminal.print(
      showQueued({ id: request.id, cluster: request.cluster.name }, admitted, admission?.suspension, terminal.view()),
    );
  if (!detach && !json && terminal.interactive)
    terminal.print(style.dim('waiting for its turn · Ctrl-C stops waiting, the operation stays in the queue'));
  const tell = (news: Standing) => {
    if (!json)
      terminal.print(showStanding(news, { address: link.address, cluster: request.cluster.name }, terminal.view()));
  };
  const begun = detach ? undefined : await waitTurn(link, request, signal, tell);
  if (begun !== undefined) say('begins');
  else if (json) terminal.json({ id: request.id, cluster: request.cluster.name, ...admitted });
  else if (!detach) terminal.print(`Detached. Operation ${request.id} stays in the queue, and begins by itself.`);
  return begun;
}

async function submitAs(
  link: Link,
  request: OperationRequest,
  terminal: Terminal,
  ifBusy: IfBusy,
  { wait, yes = false, json = false }: TurnOptions,
): Promise<Admitted> {
  try {
    return await submitOrQueue(link, request, ifBusy);
  } catch (error) {
    const asks = wait === undefined && mayAsk() && !yes && !json;
    if (!asks || !isMusterError(error) || !BUSY.includes(error.code)) throw error;
    terminal.warn(showError(error, terminal.view()));
    if (!(await confirm('Wait for it in the queue?')))
      throw new MusterError(error.code, 'Nothing was submitted', { cause: error });
    // The person took a while: it is asked for anew.
    return await submitOrQueue(link, { ...request, notAfter: notAfterNow() }, 'queue');
  }
}

const BUSY: readonly string[] = ['CLUSTER_BUSY', 'CLUSTER_SUSPENDED'];
