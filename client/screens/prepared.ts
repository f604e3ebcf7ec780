import type { View } from './view.ts';

export interface PreparedFacts {
  readonly address: string;
  readonly namespace: string;
  readonly serverVersion: string;
  readonly registered: boolean;
  readonly addedAttributes: readonly string[];
  readonly retentionDays: number | undefined;
  /** Name of the client profile, when one was asked for. */
  readonly profile?: string | undefined;
}

/** Below this, an operation of last week can no longer be looked at. */
const SHORT_RETENTION_DAYS = 7;

export function showPrepared(facts: PreparedFacts, { style }: View): readonly string[] {
  const { address, namespace, serverVersion, registered, addedAttributes, retentionDays, profile } = facts;
  const kept = retentionDays === undefined ? '' : `, ended operations are kept for ${days(retentionDays)}`;
  return [
    `${style.green('✓')} Temporal ${address}   ${style.dim(`server ${serverVersion || 'of unknown version'}`)}`,
    `${style.green('✓')} namespace ${namespace}   ${style.dim(`${registered ? 'made' : 'was there'}${kept}`)}`,
    `${style.green('✓')} search attributes   ${style.dim(addedAttributes.length === 0 ? 'were there' : `made: ${addedAttributes.join(', ')}`)}`,
    ...(retentionDays !== undefined && retentionDays < SHORT_RETENTION_DAYS
      ? [
          `${style.yellow('!')} ended operations can be looked at for ${days(retentionDays)} only:`,
          `  temporal operator namespace update --namespace ${namespace} --retention 30d`,
        ]
      : []),
    `${style.dim('next:')} muster worker${profile === undefined ? '' : ` --profile ${profile}`}`,
  ];
}

function days(count: number): string {
  return count === 1 ? 'one day' : `${count} days`;
}
