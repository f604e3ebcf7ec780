import type { DatabendNode } from '../../model/databend/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';

/** The text of a node's file. What is no UTF-8 is no TOML, and would not come back as it was. */
export function decodeToml(content: Buffer, { alias, file }: Pick<DatabendNode, 'alias' | 'file'>): string {
  const text = content.toString('utf8');
  if (Buffer.from(text).equals(content)) return text;
  throw new MusterError('BAD_INPUT', `${file} on ${alias} is not UTF-8`, {
    hint: 'correct the file by hand; nothing was changed',
  });
}
