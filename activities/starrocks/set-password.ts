import { MusterError } from '../../model/error.ts';
import { isPlainPassword } from '../../model/starrocks/plan-deploy.ts';
import { VERSION_COMMENT, setPassword } from '../../model/starrocks/statements.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { askFounder, withoutPassword } from './ask-founder.ts';
import { evidence } from '../evidence.ts';
import { type NodeInput, findNode } from './find-node.ts';

const LIMIT_MS = 10_000;

/** Gives root of the new cluster the password of the file. It is resolved here and is nowhere but in the statement. */
export const setRootPassword = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const { cluster } = input;
    const { password } = cluster.sql;
    const action = toAction(input);
    if (password === undefined) return evidence(action, 'nothing to do');
    // After a lost reply the new one holds already.
    if ((await askFounder(tools, input, VERSION_COMMENT)).asGiven) return evidence(action, 'root has it already');
    const value = await tools.resolveSecret(password);
    if (!isPlainPassword(value)) {
      throw new MusterError('BAD_INPUT', "sql.password may have 1 to 128 printable ASCII characters, without ' and \\");
    }
    const { host, ports } = findNode(input);
    const point = { host, queryPort: ports.query };
    await ask(tools, withoutPassword(cluster), point, setPassword('root', value), LIMIT_MS);
    await ask(tools, cluster, point, VERSION_COMMENT, LIMIT_MS);
    return evidence(action, 'OK; a login with it is accepted');
  },
};

function toAction(input: NodeInput): Action {
  const { alias, host, ports } = findNode(input);
  if (input.cluster.sql.password === undefined) {
    return { kind: 'nothing', on: alias, because: 'the cluster file gives root no password' };
  }
  return { kind: 'sql', on: `${host}:${ports.query}`, statement: setPassword('root', '******') };
}
