import { formatClock, formatTime } from '../format-time.ts';

export interface RecordReader {
  /** IANA zone of times. @default the machine's own */
  readonly zone?: string;
}

export interface PageReader extends RecordReader {
  /** ISO time of the beginning, which the head of the page tells with its date. */
  readonly began: string;
}

/** The clock alone on the day of the beginning; on later ones with the date. */
export function formatMoment(iso: string, { began, zone }: PageReader): string {
  const dayOf = (time: string) => formatTime(time, zone).slice(0, 'yyyy-mm-dd'.length);
  return dayOf(iso) === dayOf(began) ? formatClock(iso, zone) : `${dayOf(iso)} ${formatClock(iso, zone)}`;
}
