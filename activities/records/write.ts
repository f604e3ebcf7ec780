import type { KeptRecord, EndedName } from '../../model/record/record.ts';
import { keepEnded } from '../context.ts';

/** Both files of an operation that has ended. May be called again; a disk that cannot be written is told, not thrown. */
export async function write(run: EndedName): Promise<KeptRecord> {
  return await keepEnded(run);
}
