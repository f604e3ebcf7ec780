import type { SshJump } from '../cluster.ts';
import { isHost, isPort, USER } from '../patterns.ts';

/** `[user@]host[:port]`, the host in brackets when it is an IPv6 address. */
const JUMP = /^(?:([^@]*)@)?(?:\[([^\]]*)\]|([^:[\]@]*))(?::([0-9]{1,5}))?$/;

/** What `ssh -J` takes: one server or several with commas between; `none` gives an empty list. */
export function parseJumps(text: string): readonly SshJump[] | undefined {
  if (text === 'none') return [];
  const jumps = text.split(',').map(parseJump);
  return jumps.every((jump) => jump !== undefined) ? jumps : undefined;
}

function parseJump(text: string): SshJump | undefined {
  const [, user, bracketed, plain, digits] = JUMP.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || !isHost(host)) return undefined;
  if (user !== undefined && !USER.test(user)) return undefined;
  if (port !== undefined && !isPort(port)) return undefined;
  return { host, ...(port !== undefined && { port }), ...(user !== undefined && { user }) };
}
