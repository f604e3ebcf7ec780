import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { type Conf, performConf, planConf } from './put-conf.ts';

/** The settings of fe.conf that the cluster file decides. */
export const configure = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findNode(input);
    return await planConf(tools, node, confOf(node));
  },

  async perform(tools: Tools, input: NodeInput, plan: ChangePlan): Promise<ChangeResult> {
    const node = findNode(input);
    return await performConf(tools, node, confOf(node), plan);
  },
};

function confOf({ ports, meta }: FrontendSpec): Conf {
  return {
    file: 'fe.conf',
    folder: 'fe',
    settings: [
      ['http_port', String(ports.http)],
      ['rpc_port', String(ports.rpc)],
      ['query_port', String(ports.query)],
      ['edit_log_port', String(ports.editLog)],
      ['meta_dir', meta],
    ],
  };
}
