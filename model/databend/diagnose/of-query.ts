import { findLine, type UnitRule } from './rule.ts';

/**
 * A Query node asks the endpoints of its list one after the other, and works while any one answers. As read; the wording of the
 * client is that of metactl (recorded on 1.2.888).
 */
const UNREACHABLE =
  /cannot connect to http\S+|fail(?:ed)? to (?:connect|get client|send RPC) to meta-?(?:service|srv)|MetaServiceError|while creating rpc channel/i;

export const findMetaUnreachable: UnitRule = (reading, { role, file, ssh }) => {
  if (role !== 'query') return undefined;
  const line = findLine(reading, UNREACHABLE);
  if (line === undefined) return undefined;
  const [, address] = /cannot connect to http:\/\/([^\s,"/]+)/.exec(line) ?? [];
  return {
    cause: 'meta-unreachable',
    message: `it does not reach the Meta service${address === undefined ? '' : `, last at ${address}`}`,
    line,
    lasting: 'temporary',
    next: ['muster status   # which meta nodes live', `${ssh} grep -n endpoints ${file}`],
  };
};
