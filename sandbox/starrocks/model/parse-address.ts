import { type Answer, analyzing, failure } from './answer.ts';
import type { HostPort } from './process.ts';

/**
 * The address of ADD and DROP, with the texts recorded for each way of being wrong.
 * @param resolve whether names are looked up: as read, only ADD does
 */
export function parseAddress(text: string, resolve: boolean): HostPort | Answer {
  const literal = text.replaceAll(' ', '');
  const at = literal.lastIndexOf(':');
  const host = at < 0 ? '' : literal.slice(0, at);
  const port = literal.slice(at + 1);
  if (at < 0 || host === '') return analyzing(`Invalid host port: ${literal}`);
  if (!/^-?\d+$/.test(port)) return wrapped(`For input string: "${port}"`);
  const number = Number(port);
  if (number <= 0 || number >= 65_536) {
    return wrapped(`Getting analyzing error. Detail message: Port is out of range: ${number}.`);
  }
  if (/^\d+(\.\d+){3}$/.test(host) || !resolve) return { host, port: number };
  if (host === 'localhost') return { host: '127.0.0.1', port: number };
  return analyzing(`Unknown host: ${host}: Temporary failure in name resolution`);
}

export function isAnswer(value: HostPort | Answer): value is Answer {
  return 'kind' in value;
}

function wrapped(detail: string): Answer {
  return failure(`Getting analyzing error. Detail message: Encounter unknown exception: ${detail}.`);
}
