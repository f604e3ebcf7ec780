import { sshCommand } from '../../ssh-target.ts';
import type { Finding } from '../../step.ts';
import type { MetaSpec } from '../cluster-spec.ts';
import { type MetaHostReading, say } from './meta-host.ts';

/** The unit has to start the program of this node with the file of this node, as the user whose directories they are. */
export function judgeUnit(node: MetaSpec, { unit }: MetaHostReading): Finding {
  const show = `${sshCommand(node.ssh)} systemctl cat ${node.unit}`;
  const refuse = (message: string, next = show) => say(node, 'unit', 'refusal', message, next);
  if (unit === undefined)
    return refuse(`systemd of ${node.alias} cannot be asked`, `${sshCommand(node.ssh)} systemctl`);
  if (unit.load === 'not-found') {
    return say(node, 'unit', 'ok', `${node.unit} is written to ${node.unitDir}: there is none yet`);
  }
  if (unit.load === 'masked') {
    return refuse(`${node.unit} is masked on ${node.alias}`, `${sshCommand(node.ssh)} systemctl unmask ${node.unit}`);
  }
  if (unit.load !== 'loaded') return refuse(`systemd of ${node.alias} cannot load ${node.unit}: ${unit.load}`);
  if (unit.exec !== '' && !mentions(unit.exec, `${node.home}/bin/databend-meta`)) {
    return refuse(`${node.unit} on ${node.alias} does not start ${node.home}/bin/databend-meta`);
  }
  if (unit.exec !== '' && !mentions(unit.exec, node.file)) {
    return refuse(`${node.unit} on ${node.alias} starts with another file than ${node.file}`);
  }
  if (unit.user !== '' && unit.user !== node.user) {
    return refuse(`${node.unit} on ${node.alias} runs as ${unit.user}, and the cluster file says ${node.user}`);
  }
  if (unit.restart !== '' && unit.restart !== 'no') {
    return say(
      node,
      'unit',
      'warning',
      `${node.unit} has Restart=${unit.restart}: systemd starts it again by itself, also when muster has found it lost`,
      show,
    );
  }
  return say(node, 'unit', 'ok', `${node.unit} starts it with ${node.file}, as ${node.user}`);
}

export function judgeUser(node: MetaSpec, { userThere }: MetaHostReading): Finding {
  if (userThere) return say(node, 'service-user', 'ok', `${node.user} is a user of ${node.alias}`);
  return say(
    node,
    'service-user',
    'refusal',
    `${node.user}, the user of the unit, is no user of ${node.alias}`,
    // As the packages for Debian and RPM make it (as read).
    `${sshCommand(node.ssh)} useradd --system --shell /sbin/nologin --user-group ${node.user}`,
  );
}

/** A whole word of the command: `/etc/databend-meta.toml` is not in `/etc/databend-meta.toml.old`. */
function mentions(exec: string, word: string): boolean {
  return exec.split(/[\s;={}"']+/).includes(word);
}
