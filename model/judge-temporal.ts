import type { ErrorCode } from './error.ts';
import { SEARCH_ATTRIBUTES } from './operation.ts';

/** User metadata and updates, which operations are shown and given verbs by, are on by default from here on. */
export const OLDEST_SERVER = '1.25.0';

/** What was seen of a Temporal server. */
export interface TemporalFacts {
  readonly namespace: string;
  /** As the server says it; some say nothing. */
  readonly serverVersion: string;
  readonly namespaceExists: boolean;
  /** Search attributes of ours that a query is refused with. Unknown, and empty, without the namespace. */
  readonly missingAttributes: readonly string[];
}

export interface TemporalProblem {
  readonly code: Extract<ErrorCode, 'TEMPORAL_OLD' | 'TEMPORAL_UNPREPARED'>;
  readonly message: string;
}

/** What keeps operations from running there; the first is the one to mend first. */
export function judgeTemporal(facts: TemporalFacts): readonly TemporalProblem[] {
  const { namespace, serverVersion, namespaceExists, missingAttributes } = facts;
  const problems: TemporalProblem[] = [];
  if (isOlder(serverVersion, OLDEST_SERVER)) {
    problems.push({
      code: 'TEMPORAL_OLD',
      message: `The Temporal server is ${serverVersion}; operations need ${OLDEST_SERVER} or newer`,
    });
  }
  if (!namespaceExists) {
    problems.push({ code: 'TEMPORAL_UNPREPARED', message: `Temporal has no namespace "${namespace}"` });
  } else if (missingAttributes.length > 0) {
    const what = missingAttributes.length === 1 ? 'the search attribute' : 'the search attributes';
    problems.push({
      code: 'TEMPORAL_UNPREPARED',
      message: `The namespace "${namespace}" lacks ${what} ${missingAttributes.join(', ')}`,
    });
  }
  return problems;
}

export type AttributeType = 'Keyword' | 'KeywordList';

export function typeOfAttribute(name: string): AttributeType {
  return name === SEARCH_ATTRIBUTES.nodes ? 'KeywordList' : 'Keyword';
}

/** What an administrator of the server types, where we are not allowed to. */
export function administratorCommands(facts: TemporalFacts, retentionDays: number): readonly string[] {
  const { namespace, namespaceExists, missingAttributes } = facts;
  const wanted = namespaceExists ? missingAttributes : Object.values(SEARCH_ATTRIBUTES);
  return [
    ...(namespaceExists
      ? []
      : [`temporal operator namespace create --namespace ${namespace} --retention ${retentionDays}d`]),
    ...wanted.map(
      (name) =>
        `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${typeOfAttribute(name)}`,
    ),
  ];
}

/** What cannot be read as a version is not called old: servers may name themselves as they like. */
function isOlder(version: string, than: string): boolean {
  const left = readVersion(version);
  const right = readVersion(than);
  if (left === undefined || right === undefined) return false;
  for (const [index, part] of left.entries()) {
    const other = right[index] ?? 0;
    if (part !== other) return part < other;
  }
  return false;
}

function readVersion(text: string): readonly number[] | undefined {
  const [, ...parts] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return parts.length === 0 ? undefined : parts.map((part) => Number(part ?? 0));
}
