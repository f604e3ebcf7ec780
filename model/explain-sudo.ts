import type { SshTarget } from './cluster.ts';
import { describeLogin } from './ssh-target.ts';

/** Why the SSH user may not act as the user of the node, and what helps: commands and lines that can be pasted. */
export interface SudoRefusal {
  readonly message: string;
  readonly next: readonly string[];
}

/** Where sudo looks for a command as shipped (`secure_path`). */
export const SUDO_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The words after `sudo -n -H -u <user> --`, always the same ones, so that a line of sudoers can name them. */
export const SUDO_COMMAND = ['bash', '-s'] as const;

/**
 * The narrowest line that works. It gives the SSH user everything that `become` may do, because the script comes over
 * stdin; of root, or of anybody else, it gives nothing. Recorded with sudo 1.9.13: it is enough as it stands.
 */
export function toSudoersLine(user: string, become: string, bash = '/usr/bin/bash'): string {
  return `${user} ALL=(${become}) NOPASSWD: ${bash} ${SUDO_COMMAND.slice(1).join(' ')}`;
}

/** Whom the host knows as the SSH user, and where it has bash: asked on it, because the cluster file may say neither. */
export interface SudoFacts {
  readonly user?: string;
  readonly bash?: string;
}

/** @param said what came over stderr instead of the script's begin; texts recorded with sudo 1.9.13. */
export function explainSudo(target: SshTarget, said: string, facts: SudoFacts = {}): SudoRefusal {
  const { host, become = '' } = target;
  const user = facts.user ?? target.user ?? '<SSH user>';
  const visudo = `visudo -f /etc/sudoers.d/muster   # as root on ${host}, with this line:`;
  const where = describeLogin(target);
  if (/unknown user/i.test(said)) {
    return { message: `${host} knows no user ${become}`, next: [`getent passwd ${become}   # on ${host}`] };
  }
  if (/must have a tty/i.test(said)) {
    return {
      message: `sudo on ${host} wants a terminal, which muster does not have`,
      next: [visudo, `Defaults:${user} !requiretty`],
    };
  }
  if (/(?:sudo|command).*not found|No such file/i.test(said)) {
    return {
      message: `${where} finds no sudo, so it cannot act as ${become}`,
      next: [`command -v sudo || apt-get install sudo   # as root on ${host}`],
    };
  }
  const next = [visudo, toSudoersLine(user, become, facts.bash)];
  if (/password|not allowed|may not run|not in the sudoers/i.test(said)) {
    return { message: `${where} may not act as ${become} without a password`, next };
  }
  const last = said.trim().split('\n').at(-1) ?? '';
  return { message: `${where} cannot act as ${become}${last === '' ? '' : `: ${last.slice(0, 300)}`}`, next };
}
