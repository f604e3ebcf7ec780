import { sshCommand } from '../ssh-target.ts';
import type { DatabendNode } from './cluster-spec.ts';

/** How a person does something with its unit, as commands that can be pasted. `reload` ends it, and is never one of them. */
export interface UnitCommands {
  readonly start: string;
  readonly stop: string;
  readonly journal: string;
}

export function unitCommands({ ssh, unit }: Pick<DatabendNode, 'ssh' | 'unit'>): UnitCommands {
  const { become: _, ...login } = ssh;
  const reach = sshCommand(login);
  return {
    start: `${reach} sudo systemctl start ${unit}`,
    stop: `${reach} sudo systemctl disable --now ${unit}`,
    journal: `${reach} sudo journalctl -u ${unit} -n 50 --no-pager`,
  };
}
