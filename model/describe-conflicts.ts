import { CONFLICTS, WORK_KINDS, type WorkKind } from './conflicts.ts';

/** The table as a page shows it: what each kind is, then a row for each pair. */
export function describeConflicts(): readonly string[] {
  const kinds = Object.keys(WORK_KINDS) as WorkKind[];
  return [
    '| kind | what it is |',
    '| --- | --- |',
    ...kinds.map((kind) => `| \`${kind}\` | ${WORK_KINDS[kind]} |`),
    '',
    '| runs | is asked | answer | why |',
    '| --- | --- | --- | --- |',
    ...kinds.flatMap((runs) =>
      kinds.map((asked) => {
        const { answer, why } = CONFLICTS[runs][asked];
        return `| \`${runs}\` | \`${asked}\` | ${answer} | ${why} |`;
      }),
    ),
  ];
}
