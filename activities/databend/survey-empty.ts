import { type DatabendCluster, metasOf } from '../../model/databend/cluster-spec.ts';
import { judgeSize } from '../../model/databend/judge-quorum.ts';
import type { Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { readMembers } from './read-members.ts';

export interface EmptyInput {
  readonly cluster: DatabendCluster;
}

/** Gates about a group that is to be: nobody of the file answers yet. What is on the hosts is looked at there. */
export async function surveyEmpty(tools: Tools, { cluster }: EmptyInput): Promise<readonly Finding[]> {
  const answers = await readMembers(tools, cluster);
  const found = answers
    .filter(({ health }) => health === 'pass')
    .map(({ name, status }): Finding => {
      const what = status === undefined ? 'a meta node runs' : `a meta node with id ${status.id} runs`;
      const next = ['muster status', 'muster restart meta'];
      return { gate: 'member', severity: 'refusal', subject: name, message: `${what} at ${name} already`, next };
    });
  const silent: Finding = {
    gate: 'member',
    severity: 'ok',
    subject: cluster.name,
    message: 'no meta node of the file answers yet',
  };
  return [...(found.length === 0 ? [silent] : found), ...judgeSize(metasOf(cluster).length)];
}
