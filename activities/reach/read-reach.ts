import { hostname } from 'node:os';
import type { ReachReport } from '../../model/check.ts';
import type { ClusterSpec, NodeSpec, SecretRef } from '../../model/cluster.ts';
import { type MusterError, isMusterError } from '../../model/error.ts';
import type { GateName } from '../../model/gates.ts';
import { describeSecret } from '../../model/secret-policy.ts';
import type { Finding } from '../../model/step.ts';
import { sayReached } from '../ssh/reach-host.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { checkHooks } from './check-hooks.ts';

/**
 * Whether this process can resolve the references of the file, knows its hooks and can log in to its hosts. An operation runs where a worker is.
 * `references` are those that only the engine knows of; passphrases of keys are added.
 */
export async function readReach(
  tools: Tools,
  { nodes, notify = [] }: ClusterSpec,
  references: readonly SecretRef[],
): Promise<ReachReport> {
  const passphrases = nodes.flatMap(({ ssh }) => ssh.passphrase ?? []);
  const [secrets, hooks, ...hosts] = await Promise.all([
    checkReferences(tools, [...references, ...passphrases]),
    checkHooks(tools, notify),
    ...nodes.map((node) => checkLogin(tools, node)),
  ]);
  return { worker: `${process.pid}@${hostname()}`, findings: [...secrets, ...hooks, ...hosts] };
}

/** Each once, however often it stands in the file. */
export async function checkReferences(tools: Tools, references: readonly SecretRef[]): Promise<readonly Finding[]> {
  const named = new Map(references.map((ref): [string, SecretRef] => [describeSecret(ref), ref]));
  return await Promise.all([...named].map(([name, ref]) => checkSecret(tools, name, ref)));
}

async function checkSecret(tools: Tools, name: string, ref: SecretRef): Promise<Finding> {
  try {
    await tools.resolveSecret(ref);
    return { gate: 'secrets', severity: 'ok', subject: name, message: `${name} is there` };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return refuse('secrets', name, error);
  }
}

async function checkLogin(tools: Tools, node: NodeSpec): Promise<Finding> {
  try {
    await runScript(tools.ssh, node.ssh, 'true', { limitMs: 15_000, what: 'logging in' });
    return sayReached(node);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return refuse('ssh', node.alias, error);
  }
}

function refuse(gate: GateName, subject: string, { message, hint }: MusterError): Finding {
  return { gate, severity: 'refusal', subject, message, ...(hint !== undefined && { next: [hint] }) };
}
