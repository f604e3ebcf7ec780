import { type BackendMember, isHeard } from './members.ts';

export interface ServingVerdict {
  readonly serving: boolean;
  readonly why: string;
}

/** What its own HTTP port answered; nothing when it did not answer. */
export interface OwnAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Alive on the leader and an answer of its own: the flag lags by up to 20 s behind a death (as read), and the health page says OK
 * whatever is wrong (as read), so that only both together tell.
 */
export function judgeServing(member: BackendMember | undefined, own: OwnAnswer | string): ServingVerdict {
  const no = (why: string): ServingVerdict => ({ serving: false, why });
  if (member === undefined) return no('it is not registered');
  const said = member.error === '' ? '' : `, the leader says: ${member.error}`;
  if (!isHeard(member))
    return no(`Alive ${member.alive}${member.statusCode === undefined ? '' : `, ${member.statusCode}`}${said}`);
  if (member.lastStartTime === undefined) return no('the leader has no time of its start yet');
  if (typeof own === 'string') return no(own);
  if (own.status !== 200 || !/"status"\s*:\s*"OK"/.test(own.body)) return no(`its health page answered ${own.status}`);
  return {
    serving: true,
    why: `started ${member.lastStartTime}, ${member.statusCode ?? 'Alive'}, answers on its own port`,
  };
}
