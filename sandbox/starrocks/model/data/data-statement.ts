import type { NewTable } from '../storage/create-table.ts';

/** A table by its name; without a database it is that of the connection. */
export interface TableName {
  readonly database: string | undefined;
  readonly table: string;
}

/** Goes to the leader and is written there. */
export type DataChange =
  | { readonly kind: 'create-database'; readonly name: string; readonly ifNotExists: boolean }
  | { readonly kind: 'drop-database'; readonly name: string; readonly ifExists: boolean; readonly force: boolean }
  | { readonly kind: 'create-table'; readonly of: TableName; readonly ifNotExists: boolean; readonly spec: TableSpec }
  | { readonly kind: 'drop-table'; readonly of: TableName; readonly ifExists: boolean; readonly force: boolean }
  | { readonly kind: 'recover-table'; readonly of: TableName }
  | { readonly kind: 'alter-table'; readonly of: TableName; readonly properties: Properties }
  | {
      readonly kind: 'alter-partition';
      readonly of: TableName;
      readonly partitions: readonly string[];
      readonly properties: Properties;
    }
  | { readonly kind: 'insert'; readonly of: TableName; readonly rows: number }
  | { readonly kind: 'set-replica-status'; readonly properties: Properties };

/** Answered by the frontend that is asked. */
export type DataRead =
  | { readonly kind: 'show-tables'; readonly database: string | undefined }
  | { readonly kind: 'show-partitions'; readonly of: TableName }
  | { readonly kind: 'show-tablet'; readonly tabletId: number }
  | { readonly kind: 'show-tablets'; readonly of: TableName; readonly filter: TabletFilter }
  | { readonly kind: 'show-data'; readonly of: TableName | undefined; readonly database: string | undefined }
  | {
      readonly kind: 'replica-status';
      readonly of: TableName;
      readonly partitions: readonly string[];
      readonly where: StatusFilter | undefined;
    }
  | { readonly kind: 'replica-distribution'; readonly of: TableName; readonly partitions: readonly string[] };

export type Properties = ReadonlyMap<string, string>;

/** Without its name. Partitions by range are not simulated: each table has one, of its name. */
export type TableSpec = Omit<NewTable, 'name'>;

export interface TabletFilter {
  readonly partitions: readonly string[];
  readonly backendId?: number;
  readonly version?: number;
  readonly state?: string;
  readonly limit?: number;
  readonly offset?: number;
}

export interface StatusFilter {
  readonly status: string;
  readonly equal: boolean;
}
