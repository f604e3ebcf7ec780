import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';

/** Every secret of the sandbox: those that the cluster file refers to, and the one inside the shipped fe.conf. */
export function readSecrets({ info }: TestSandbox): Readonly<Record<string, string>> {
  const directory = join(info.dir, 'secrets');
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8').trim()]),
  );
}

/** Names of the secrets that occur in the text, plain or encoded as texts usually are. */
export function findSecrets(text: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name);
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  // In base64 the same bytes look otherwise at each of three offsets; the last group depends on what follows.
  const inBase64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(offset === 0 ? 0 : 4, -4);
  });
  return [secret, bytes.toString('hex'), encodeURIComponent(secret), ...inBase64];
}

/** All of the history as text, with every payload as what it holds. */
export async function readHistoryText(handle: WorkflowHandle): Promise<string> {
  const lines: string[] = [];
  collect(await handle.fetchHistory(), lines);
  const { raw } = await handle.describe();
  collect(raw, lines);
  return lines.join('\n');
}

function collect(value: unknown, lines: string[]): void {
  if (typeof value === 'string') lines.push(value);
  else if (value instanceof Uint8Array) lines.push(Buffer.from(value).toString('utf8'));
  else if (value !== null && typeof value === 'object') for (const part of Object.values(value)) collect(part, lines);
}
