import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { sshCommand } from '../../../model/ssh-target.ts';
import type { Action } from '../../../model/step.ts';
import type { ServiceProcess } from '../../services/service.ts';
import type { Tools } from '../../tools.ts';
import { lastWords } from '../last-words.ts';
import { serviceOf } from './service-of.ts';

/** Starts the backend or compute node of the node's home, or finds the one that runs there. */
export async function launch(tools: Tools, node: BackendSpec, pace: number): Promise<ServiceProcess> {
  const { process, words } = await serviceOf(tools, node, pace).start();
  if (process === undefined) throw diedAtOnce(node, words);
  return process;
}

/** What is typed to do the same by hand. */
export function describeLaunch({ alias, home, role, java }: BackendSpec): Action {
  const environment = java === undefined ? '' : `JAVA_HOME=${java} `;
  return { kind: 'command', on: alias, command: `${environment}${home}/bin/start_${role}.sh --daemon` };
}

export function logHint({ ssh, home, role }: BackendSpec): string {
  return `${sshCommand(ssh)} tail -n 50 ${home}/log/${role}.out ${home}/log/${role}.WARNING`;
}

function diedAtOnce(node: BackendSpec, output: string): MusterError {
  return new MusterError('COMMAND_FAILED', `The process of ${node.alias} ended at once${lastWords(output)}`, {
    hint: logHint(node),
  });
}
