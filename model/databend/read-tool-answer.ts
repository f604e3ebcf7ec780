import { type ErrorCode, type FailureKind, MusterError } from '../error.ts';

/** What `databend-meta` and `databend-metactl` print when something is wrong; exit code 1, or 2 for what they cannot read. */
interface Meaning {
  readonly says: RegExp;
  readonly code: ErrorCode;
  readonly kind: FailureKind;
  readonly hint?: string;
}

/** As recorded on 1.2.888; the first that fits. */
const MEANINGS: readonly Meaning[] = [
  {
    says: /"?InProgress"?|undergoing a configuration change/,
    code: 'CHANGE_PENDING',
    kind: 'transient',
    hint: 'muster status   # another change of the membership is not over: it waits for a majority',
  },
  { says: /leave-via-self|can not leave id=\d+ via itself/, code: 'META_REFUSED', kind: 'refused' },
  { says: /no known leader|CanNotForward|can not forward any more/, code: 'NO_LEADER', kind: 'transient' },
  {
    says: /This node is not leader/,
    code: 'META_REFUSED',
    kind: 'transient',
    hint: 'muster status   # the leader has moved',
  },
  {
    says: /invalid compression flag|status: Unimplemented/,
    code: 'META_REFUSED',
    kind: 'refused',
    hint: 'the port is that of another service of the node: look at ports in the cluster file',
  },
  { says: /DnsParseError|Cannot lookup ip/, code: 'META_SILENT', kind: 'refused', hint: 'the name does not resolve' },
  {
    says: /Connection refused|no metasrv running on|error sending request for url/,
    code: 'META_SILENT',
    kind: 'transient',
    hint: 'muster status',
  },
  {
    says: /already locked by another process/,
    code: 'META_REFUSED',
    kind: 'refused',
    hint: 'another process has this directory open',
  },
];

export interface ToolAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The one line that counts: with RUST_BACKTRACE a whole stack would follow. */
export function firstError({ stdout, stderr }: Pick<ToolAnswer, 'stdout' | 'stderr'>): string {
  const lines = `${stderr}\n${stdout}`.split('\n').map((line) => line.trim());
  const line = lines.find((one) => /^error: /i.test(one)) ?? lines.find((one) => one !== '') ?? '';
  return line.slice(0, 600);
}

/** What went wrong, as an error; what is not known may have had its effect. */
export function classifyTool(what: string, answer: ToolAnswer): MusterError {
  const said = firstError(answer);
  // A text that goes on in later lines still means what it says: the reason of a refusal is not always in the first.
  const text = `${said}\n${answer.stderr.slice(0, 4_000)}`;
  const meaning = MEANINGS.find(({ says }) => says.test(text));
  const message = `${what} ended with code ${answer.code}${said === '' ? '' : `: ${said.replace(/^error: /i, '')}`}`;
  if (meaning !== undefined) {
    const { code, kind, hint } = meaning;
    return new MusterError(code, message, { kind, ...(hint !== undefined && { hint }) });
  }
  // A usage error is told before anything is done.
  return new MusterError('META_REFUSED', message, { kind: answer.code === 2 ? 'refused' : 'unknown' });
}
