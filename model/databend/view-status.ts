import { type DatabendCluster, metaHandle, metasOf } from './cluster-spec.ts';
import type { MemberAnswer } from './member-answer.ts';
import type { MetaNodeStatus } from './status.ts';
import type { MembershipView, MetaMember } from './view-membership.ts';

/** One row for every node that the file, the group or an answer knows; in the order of their ids. */
export function viewMetas(
  cluster: Pick<DatabendCluster, 'nodes'>,
  answers: readonly MemberAnswer[],
  view: MembershipView,
): readonly MetaNodeStatus[] {
  const specs = new Map(metasOf(cluster).map((node) => [metaHandle(node), node]));
  const members = new Map(view.members.map((member) => [member.handle, member]));
  const own = new Map(answers.map((answer) => [answer.handle, answer]));
  const handles = new Set([...specs.keys(), ...members.keys(), ...own.keys()]);
  return [...handles]
    .map((handle) => {
      const [spec, member, answer] = [specs.get(handle), members.get(handle), own.get(handle)];
      const id = member?.id ?? spec?.id ?? answer?.status?.id;
      const trouble = whyNot(member, answer);
      return {
        ...(spec !== undefined && { alias: spec.alias }),
        handle,
        ...(id !== undefined && { id }),
        role: roleOf(member),
        leader: member?.leads ?? false,
        inFile: spec !== undefined,
        inCluster: member !== undefined,
        lives: member?.lives ?? false,
        answers: answersOf(answer),
        ...describeOwn(answer),
        ...(member?.behind !== undefined && { behind: member.behind }),
        ...describeStranger(answer, view),
        ...(trouble !== undefined && { trouble }),
      };
    })
    .sort((a, b) => (a.id ?? Infinity) - (b.id ?? Infinity) || a.handle.localeCompare(b.handle, 'en'));
}

function roleOf(member: MetaMember | undefined): MetaNodeStatus['role'] {
  if (member === undefined) return 'none';
  return member.votes ? 'voter' : 'learner';
}

function answersOf(answer: MemberAnswer | undefined): MetaNodeStatus['answers'] {
  if (answer === undefined || answer.health === 'silent') return 'silent';
  if (answer.health === 'refused') return 'refused';
  if (answer.hung) return 'hung';
  return answer.status === undefined ? 'silent' : 'yes';
}

function describeOwn(answer: MemberAnswer | undefined): Partial<MetaNodeStatus> {
  const status = answer?.status;
  if (status === undefined) return {};
  return {
    state: status.state,
    term: status.term,
    applied: status.applied.index,
    voters: status.voters.map(({ id }) => id).sort((a, b) => a - b),
    version: status.version,
  };
}

function describeStranger(answer: MemberAnswer | undefined, view: MembershipView): Pick<MetaNodeStatus, 'stranger'> {
  if (answer === undefined) return {};
  const { name } = answer;
  if (view.foreign.includes(name)) return { stranger: 'other cluster' };
  if (view.blank.includes(name)) return { stranger: 'no data' };
  return view.removed.includes(name) ? { stranger: 'removed' } : {};
}

/** Of one that is in the file only it is no trouble that nobody listens there. */
function whyNot(member: MetaMember | undefined, answer: MemberAnswer | undefined): string | undefined {
  if (member !== undefined) return member.why;
  return answer?.health === 'refused' ? undefined : answer?.why;
}

/** With a leader who follows it; without one, who tells its state at all. */
export function countLiving(metas: readonly MetaNodeStatus[]): { readonly alive: number; readonly total: number } {
  const voters = metas.filter(({ role }) => role === 'voter');
  const isLed = metas.some(({ leader }) => leader);
  return { alive: voters.filter((node) => (isLed ? node.lives : node.answers === 'yes')).length, total: voters.length };
}
