import { hasEnded } from '../../model/record/record.ts';
import type { FoundRecord } from '../records/find-record.ts';
import { indent, wrap } from './layout.ts';
import { formatTime } from './time.ts';
import type { View } from './view.ts';

/** Said above an operation that is shown from its record. */
export function showRecorded({ record, file }: FoundRecord, address: string, view: View): readonly string[] {
  const { style, width, zone } = view;
  const until = hasEnded(record) ? '' : `, up to ${formatTime(record.asOf, zone)}`;
  const [first = '', ...rest] = wrap(
    `Temporal at ${address} does not know this operation, or no longer: shown is what its worker wrote down${until}`,
    width - 2,
  );
  return [
    `${style.yellow('!')} ${first}`,
    ...indent(rest, 2),
    `  ${file}`,
    `${style.dim('next:')} muster ops runbook ${record.progress.request.id}   ${style.dim('# what remains of it')}`,
  ];
}
