import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import {
  type ProgramSet,
  performPrograms,
  performProgramsAway,
  planPrograms,
  planProgramsAway,
} from '../packages/place-programs.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findMeta } from './find-node.ts';

const META: ProgramSet = { programs: ['databend-meta', 'databend-metactl'] };

export const place = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return await planPrograms(tools, findMeta(input), META);
  },
  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    return await performPrograms(tools, findMeta(input), META);
  },
};

export const unplace = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return planProgramsAway(findMeta(input), META);
  },
  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    return await performProgramsAway(tools, findMeta(input), META);
  },
};
