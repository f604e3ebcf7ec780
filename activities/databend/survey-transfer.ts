import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { chooseTarget } from '../../model/databend/choose-target.ts';
import type { CheckResult, Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { surveyGroup } from './survey-group.ts';

export interface SurveyTransferInput {
  readonly cluster: DatabendCluster;
  /** Alias. @default the voter that is the furthest */
  readonly to?: string;
}

/** What a transfer is decided by. */
export type TransferWay = {
  readonly from: string;
  readonly to: string;
};

/** Gates about the group, and whether the one that is to lead can. */
export async function surveyTransfer(tools: Tools, { cluster, to }: SurveyTransferInput): Promise<CheckResult> {
  const { findings, view } = await surveyGroup(tools, cluster);
  if (view.leader === undefined) return { findings };
  const verdict = chooseTarget(view.members, { to });
  const subject = to ?? view.leader.name;
  switch (verdict.kind) {
    case 'so': {
      const finding: Finding = {
        gate: 'successor',
        severity: 'ok',
        subject,
        message: `${verdict.leader} leads already`,
      };
      return { findings: [...findings, finding], value: { from: verdict.leader, to: verdict.leader } };
    }
    case 'refused': {
      const { gate, why } = verdict;
      return { findings: [...findings, { gate, severity: 'refusal', subject, message: why, next: ['muster status'] }] };
    }
    case 'transfer': {
      const message = `${verdict.to} votes, lives and is caught up: it can take over from ${verdict.from}`;
      const finding: Finding = { gate: 'successor', severity: 'ok', subject: verdict.to, message };
      const value: TransferWay = { from: verdict.from, to: verdict.to };
      return { findings: [...findings, finding], value };
    }
  }
}
