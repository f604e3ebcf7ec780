import type { NodeSpec } from '../../model/cluster.ts';
import { isMusterError } from '../../model/error.ts';
import { explainSudo, SUDO_PATH } from '../../model/explain-sudo.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import type { Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { readSudoWords } from './become.ts';
import { runScript } from './run-script.ts';

/** The gate `become`, by the very command that everything else on the host goes through; nothing where no `become` is set. */
export async function checkBecome(tools: Tools, { alias, ssh }: NodeSpec): Promise<Finding | undefined> {
  const { become, ...login } = ssh;
  if (become === undefined) return undefined;
  try {
    await runScript(tools.ssh, ssh, 'true', { limitMs: 20_000, what: `acting as ${become}` });
    const message = `${describeLogin(ssh)} may act as ${become}, by sudo`;
    return { gate: 'become', severity: 'ok', subject: alias, message };
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'BECOME_REFUSED') throw error;
    const facts = await runScript(tools.ssh, login, 'id -un; PATH=$1 command -v bash', {
      args: [SUDO_PATH],
      limitMs: 20_000,
      what: 'looking for bash',
    });
    const [user = '', bash = ''] = facts.stdout.trim().split('\n');
    const { message, next } = explainSudo(ssh, readSudoWords(error), { user, bash });
    return { gate: 'become', severity: 'refusal', subject: alias, message, next };
  }
}
