import ssh2 from 'ssh2';
import { MusterError } from '../../model/error.ts';
import type { AgentChoice } from './endpoint.ts';

/** An agent answers at once; one that asks a person does so when it signs. */
const ANSWER_MS = 5_000;

/** The keys of an agent that are meant, in the order in which they are tried; undefined when there are none and need not be. */
export async function openAgent(
  { socket, required, namedOnly }: AgentChoice,
  named: readonly ssh2.ParsedKey[],
): Promise<ChosenKeys | undefined> {
  if (socket === undefined) {
    if (!required) return undefined;
    throw new MusterError(
      'SSH_AUTH',
      "The worker has no ssh-agent: SSH_AUTH_SOCK is not set in the worker's environment",
      {
        hint: 'eval "$(ssh-agent)" && ssh-add && muster down && muster up',
      },
    );
  }
  const agent = new ssh2.OpenSSHAgent(socket);
  const held = await listKeys(agent, socket).catch((error: unknown) => {
    if (required) throw error;
    return [];
  });
  const isNamed = (key: ssh2.ParsedKey) => named.some((other) => other.getPublicSSH().equals(key.getPublicSSH()));
  const others = namedOnly ? [] : held.filter((key) => !isNamed(key));
  const keys = [...held.filter(isNamed), ...others];
  if (keys.length > 0) return new ChosenKeys(socket, keys);
  if (!required) return undefined;
  const lacks = held.length === 0 ? 'holds no keys' : 'does not hold the key that is named';
  throw new MusterError('SSH_AUTH', `The ssh-agent at ${socket} ${lacks}`, {
    hint: `SSH_AUTH_SOCK=${socket} ssh-add && SSH_AUTH_SOCK=${socket} ssh-add -l`,
  });
}

function listKeys(agent: ssh2.OpenSSHAgent, socket: string): Promise<readonly ssh2.ParsedKey[]> {
  return new Promise((resolve, reject) => {
    const fail = (said: string) =>
      reject(
        new MusterError('SSH_AUTH', `The ssh-agent at ${socket} does not answer: ${said}`, {
          hint: `SSH_AUTH_SOCK=${socket} ssh-add -l   # it ends with the login that started it; with a new one: muster down && muster up`,
        }),
      );
    const timer = setTimeout(() => fail(`silent for ${ANSWER_MS} ms`), ANSWER_MS);
    agent.getIdentities((fault, keys) => {
      clearTimeout(timer);
      if (fault) fail(fault.message);
      else resolve((keys ?? []) as ssh2.ParsedKey[]);
    });
  });
}

/** Some keys of an agent: a host counts every key it is shown, and hangs up after a few. */
export class ChosenKeys extends ssh2.OpenSSHAgent {
  readonly keys: readonly ssh2.ParsedKey[];

  constructor(socket: string, keys: readonly ssh2.ParsedKey[]) {
    super(socket);
    this.keys = keys;
  }

  override getIdentities(answer: ssh2.IdentityCallback<ssh2.ParsedKey>): void {
    answer(undefined, [...this.keys]);
  }
}
