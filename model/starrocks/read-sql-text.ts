/**
 * Nearly every failure is 1064 (HY000); only the text tells them apart (recorded on 3.5.7, earlier ones as read). Found
 * anywhere in the message: what it is shown with, host and statement, comes before it.
 */
const TEXTS = {
  'already exists': [/FE with the same host: \S+ already exists/i, /frontend use host \[[^\]]*\] already exists/i],
  'does not exist': [/\bfrontend does not exist\[/i],
  'backend already exists': [/\b(?:backend|compute node) already exists with same host/i],
  'backend does not exist': [/\b(?:backend|compute node) does not exists?\[/i],
  'other role': [/\b(FOLLOWER|OBSERVER) does not exist\[/],
  'is leader': [/can not drop current master node/i],
  'no quorum': [/Commit policy: SIMPLE_MAJORITY required/i],
  'no leader': [
    /Socket is closed by peer/i,
    /java\.net\.(Socket|Connect|NoRouteToHost)Exception/i,
    /Internal error processing forward/i,
    /Environment is closed/i,
    /Failed to acquire globalStateMgr lock/i,
  ],
} as const;

export type SqlMeaning = keyof typeof TEXTS;

export function readSqlText(text: string): SqlMeaning | undefined {
  return (Object.keys(TEXTS) as SqlMeaning[]).find((meaning) => TEXTS[meaning].some((pattern) => pattern.test(text)));
}
