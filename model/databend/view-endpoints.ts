import { type MemberAnswer, raftHandle } from './member-answer.ts';
import type { EndpointStatus } from './status.ts';
import type { MembershipView } from './view-membership.ts';

/** Which of the addresses in the list of a Query node lead to members, and whether these live. */
export function viewEndpoints(
  listed: readonly string[],
  { answers, view }: { readonly answers: readonly MemberAnswer[]; readonly view: MembershipView },
): readonly EndpointStatus[] {
  const served = new Map(
    answers.flatMap(({ name, status }) =>
      (view.foreign.includes(name) ? [] : [...(status?.voters ?? []), ...(status?.learners ?? [])]).flatMap((node) =>
        node.grpc === undefined ? [] : [[node.grpc, raftHandle(node)] as const],
      ),
    ),
  );
  return listed.map((endpoint) => {
    // As read: the product takes `host:port`; older files have it with a scheme.
    const bare = endpoint.replace(/^https?:\/\//, '');
    const member = view.members.find(({ handle }) => handle === served.get(bare));
    if (member === undefined) return { endpoint: bare };
    // While nobody leads nobody follows: then it is enough that it answers.
    const answering = answers.some(({ handle, status }) => handle === member.handle && status !== undefined);
    return { endpoint: bare, lives: view.leader === undefined ? answering : member.lives };
  });
}
