import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import type { ChangePlan, ChangeResult } from '../../../model/step.ts';
import { writeStoragePath } from '../../../model/starrocks/backend/parse-storage.ts';
import type { Tools } from '../../tools.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import { type Conf, performConf, planConf } from '../put-conf.ts';
import { performRestoring, planRestoring } from '../restore-conf.ts';

/** The settings of be.conf or cn.conf that the cluster file decides. */
export const configure = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findBackend(input);
    return await planConf(tools, node, confOf(node));
  },

  async perform(tools: Tools, input: NodeInput, plan: ChangePlan): Promise<ChangeResult> {
    const node = findBackend(input);
    return await performConf(tools, node, confOf(node), plan);
  },
};

export const restoreConfig = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findBackend(input);
    return planRestoring(node, confFileOf(node));
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findBackend(input);
    return await performRestoring(tools, node, confFileOf(node));
  },
};

export function confFileOf({ role }: BackendSpec): 'be.conf' | 'cn.conf' {
  return `${role}.conf`;
}

function confOf(node: BackendSpec): Conf {
  const { ports, storage } = node;
  return {
    file: confFileOf(node),
    folder: 'be',
    settings: [
      ['be_port', String(ports.be)],
      ['be_http_port', String(ports.http)],
      ['heartbeat_service_port', String(ports.heartbeat)],
      ['brpc_port', String(ports.brpc)],
      ['starlet_port', String(ports.starlet)],
      ['storage_root_path', writeStorage(storage)],
    ],
  };
}

/** As the product writes it: `/data/ssd,medium:ssd;/data/hdd`. */
function writeStorage(storage: BackendSpec['storage']): string {
  return storage.map(writeStoragePath).join(';');
}
