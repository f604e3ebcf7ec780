import { judgeRestartBackendHost } from '../../../model/starrocks/backend/judge-restart-host.ts';
import type { Finding } from '../../../model/step.ts';
import { activitySignal } from '../../context.ts';
import { findSupervisor } from '../../process/find-supervisor.ts';
import { reachHost } from '../../ssh/reach-host.ts';
import type { Tools } from '../../tools.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import { surveyHost } from './survey-host.ts';

/** Gates about the host of a node that is to be restarted: SSH, the right process, that it could be started again. */
export async function checkRestartHost(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findBackend(input);
  const { findings, seen } = await reachHost(tools, node, async () => {
    const host = await surveyHost(tools, node);
    const supervisor =
      host.process === undefined
        ? undefined
        : await findSupervisor(tools.ssh, node.ssh, host.process, activitySignal());
    return { ...host, ...(supervisor !== undefined && { supervisor }) };
  });
  return seen === undefined ? findings : [...findings, ...judgeRestartBackendHost(node, seen)];
}
