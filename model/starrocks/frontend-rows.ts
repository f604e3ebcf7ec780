export type FrontendRole = 'LEADER' | 'FOLLOWER' | 'OBSERVER';

/** A row of SHOW FRONTENDS or SHOW PROC '/frontends'. */
export interface FrontendRow {
  /** `<host>_<port>_<millis>`, new at each ADD. */
  readonly name: string;
  readonly host: string;
  readonly editLogPort: number;
  /** That of the frontend that answered, in every row (recorded on 3.5.7). */
  readonly httpPort: number;
  /** 0 until the first good heartbeat. */
  readonly queryPort: number;
  readonly role: FrontendRole;
  readonly clusterId: string;
  readonly join: boolean;
  readonly alive: boolean;
  readonly replayedJournalId: number;
  readonly lastHeartbeat: string | undefined;
  readonly errMsg: string;
  readonly startTime: string | undefined;
  readonly version: string | undefined;
}

type RawRow = Readonly<Record<string, string | null>>;

/** Columns by name: `Id` came with 3.5, `IsMaster` stood beside the role up to 2.3 (as read). */
export function parseFrontendRows(rows: readonly RawRow[]): readonly FrontendRow[] {
  return rows.map((row) => ({
    name: row['Name'] ?? '',
    host: row['IP'] ?? '',
    editLogPort: Number(row['EditLogPort'] ?? 0),
    httpPort: Number(row['HttpPort'] ?? 0),
    queryPort: Number(row['QueryPort'] ?? 0),
    role: parseRole(row),
    clusterId: row['ClusterId'] ?? '',
    join: row['Join'] === 'true',
    alive: row['Alive'] === 'true',
    replayedJournalId: Number(row['ReplayedJournalId'] ?? 0),
    lastHeartbeat: parseText(row['LastHeartbeat']),
    errMsg: row['ErrMsg'] ?? '',
    startTime: parseText(row['StartTime']),
    version: parseText(row['Version']),
  }));
}

function parseRole(row: RawRow): FrontendRole {
  if (row['IsMaster'] === 'true') return 'LEADER';
  const role = row['Role'];
  return role === 'LEADER' || role === 'OBSERVER' ? role : 'FOLLOWER';
}

/** No value is SQL NULL in some columns and the word NULL in others (recorded on 3.5.7). */
function parseText(value: string | null | undefined): string | undefined {
  return value === null || value === undefined || value === 'NULL' || value === '' ? undefined : value;
}

export function rowHandle(row: Pick<FrontendRow, 'host' | 'editLogPort'>): string {
  return `${row.host}:${row.editLogPort}`;
}

/** A follower counts for the quorum once it has been alive; one that was only registered does not (recorded on 3.5.7). */
export function isVoter(row: FrontendRow): boolean {
  return row.role === 'LEADER' || (row.role === 'FOLLOWER' && hasBeenAlive(row));
}

/** Registered and never heard of since: neither a member nor gone. */
export function isHalfJoined(row: FrontendRow): boolean {
  return row.role !== 'LEADER' && !row.alive && !hasBeenAlive(row);
}

function hasBeenAlive(row: FrontendRow): boolean {
  return row.alive || row.queryPort !== 0 || row.lastHeartbeat !== undefined;
}
