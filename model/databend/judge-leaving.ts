import type { Finding } from '../step.ts';
import { type LeavingMeta, raftAddress } from './leaving.ts';
import type { MemberAnswer } from './member-answer.ts';
import type { MembershipView } from './view-membership.ts';
import { sayOther } from './view-leaving.ts';

/** Whether a node that is to go is what the request takes it for. */
export function judgeLeavingMember(
  leaving: LeavingMeta,
  { view, answers }: { readonly view: MembershipView; readonly answers: readonly MemberAnswer[] },
  lost: boolean,
): readonly Finding[] {
  const address = raftAddress(leaving);
  const { name, node } = leaving;
  const member = view.members.find(({ handle }) => handle === address);
  const ghost = view.ghosts.find(({ host, port }) => `${host}:${port}` === address);
  const about = { gate: 'member', subject: name } as const;
  const findings: Finding[] = [];
  const other = node && sayOther(view, leaving, node.id);
  if (other !== undefined) {
    // The product knows ids only: whoever has it now would go.
    const next = [`correct id or host of ${name} in the cluster file`];
    findings.push({ ...about, severity: 'refusal', message: other, next });
  } else if (member !== undefined) {
    const message = `${name} ${member.votes ? 'votes' : 'is a learner'}, with id ${member.id}`;
    findings.push({ ...about, severity: 'ok', message });
  } else if (ghost !== undefined) {
    const message = `${name} is no member, and recorded with id ${ghost.id}: the record goes`;
    findings.push({ ...about, severity: 'warning', message });
  } else {
    const message = `${address} is no member, and nobody has a record of it`;
    const clears = !lost && node !== undefined;
    findings.push(
      clears
        ? { ...about, severity: 'warning', message: `${message}: only what is left on its host can be cleared` }
        : { ...about, severity: 'refusal', message, next: ['muster status'] },
    );
  }
  return lost
    ? [
        ...findings,
        judgeLost(
          name,
          answers.find(({ handle }) => handle === address),
        ),
      ]
    : findings;
}

/** Health passes also without quorum and after a removal: it says that a process is there, which is all that is asked. */
function judgeLost(name: string, answer: MemberAnswer | undefined): Finding {
  if (answer?.health !== 'pass') {
    return { gate: 'lost', severity: 'ok', subject: name, message: `${name} does not answer` };
  }
  return {
    gate: 'lost',
    severity: 'refusal',
    subject: name,
    message: `${name} answers: it is not lost, and its process would go on with old data`,
    next: [`muster remove ${name}`],
  };
}
