/** The place of an entry: leaders number what they propose on from what they have. */
export interface LogId {
  readonly term: number;
  readonly node: number;
  readonly index: number;
}

/** Who may vote, in one set or, while a change is under way, in two that both have to agree; and who else gets the log. */
export interface Membership {
  readonly configs: readonly (readonly number[])[];
  /** Voters and learners. */
  readonly nodes: readonly number[];
}

/** Where a node is reached, as it said itself. */
export interface NodeRecord {
  readonly name: string;
  readonly endpoint: { readonly addr: string; readonly port: number };
  readonly grpc_api_advertise_address: string | null;
}

export type Command =
  | { readonly kind: 'add-node'; readonly id: number; readonly node: NodeRecord; readonly overriding: boolean }
  | { readonly kind: 'remove-node'; readonly id: number }
  | { readonly kind: 'upsert'; readonly key: string; readonly value: string };

export type Payload =
  | { readonly kind: 'blank' }
  | { readonly kind: 'membership'; readonly membership: Membership }
  | { readonly kind: 'command'; readonly time: number; readonly command: Command };

export interface Entry {
  readonly id: LogId;
  readonly payload: Payload;
}

export function sameLogId(one: LogId | undefined, other: LogId | undefined): boolean {
  return one?.index === other?.index && one?.term === other?.term && one?.node === other?.node;
}

/** The later leader's is greater, however short its log. */
export function compareLogIds(one: LogId | undefined, other: LogId | undefined): number {
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined);
  return one.term - other.term || one.node - other.node || one.index - other.index;
}

/** As the product prints it, also in a status: `T1-N1.12`. */
export function formatLogId({ term, node, index }: LogId): string {
  return `T${term}-N${node}.${index}`;
}
