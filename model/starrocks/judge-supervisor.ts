import type { StarRocksNode, StarRocksRole } from './cluster-spec.ts';
import type { Finding } from '../step.ts';

/** Whether something would start the process again behind the back of a step that stops it. */
const CALLED: Readonly<Record<StarRocksRole, string>> = { fe: 'frontend', be: 'backend', cn: 'compute node' };

export function judgeSupervisor(node: Pick<StarRocksNode, 'alias' | 'role'>, supervisor: string | undefined): Finding {
  const about = { gate: 'supervisor', subject: node.alias } as const;
  const called = CALLED[node.role];
  if (supervisor === undefined) {
    return { ...about, severity: 'ok', message: `nothing starts the ${called} of ${node.alias} again when it ends` };
  }
  const unit = supervisor.endsWith('.service');
  return {
    ...about,
    severity: 'refusal',
    message: `${supervisor} on ${node.alias} starts the ${called} again as soon as it ends`,
    // The process goes on meanwhile: a voter that is stopped by hand before its DROP is a vote less.
    next: unit
      ? [
          `sudo mkdir -p /run/systemd/system/${supervisor}.d`,
          `printf '[Service]\\nRestart=no\\n' | sudo tee /run/systemd/system/${supervisor}.d/no-restart.conf`,
          `sudo systemctl daemon-reload && sudo systemctl disable ${supervisor}`,
        ]
      : [`take the ${called} out of the configuration of ${supervisor} on ${node.alias}`],
  };
}
