import type { FrontendSpec } from './cluster-spec.ts';
import { sshCommand } from '../ssh-target.ts';

/** How a person stops or starts a frontend, as commands that can be pasted. A member that has its meta needs no helper. */
export interface NodeCommands {
  readonly stop: string;
  readonly start: string;
}

export function nodeCommands({ ssh, home, java }: FrontendSpec): NodeCommands {
  const { become, ...login } = ssh;
  const reach = [sshCommand(login), ...(become === undefined ? [] : [`sudo -u ${become}`])].join(' ');
  const environment = java === undefined ? '' : `env JAVA_HOME=${java} `;
  return {
    stop: `${reach} ${home}/bin/stop_fe.sh`,
    start: `${reach} ${environment}${home}/bin/start_fe.sh --daemon`,
  };
}
