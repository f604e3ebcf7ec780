import { createConnection, type Socket } from 'node:net';
import { findLoopback, isLoopback } from '../../host/loopback.ts';

/** A connection that could not be made, in the words of the product's libraries. */
export class Unreachable extends Error {}

/** From a host of the sandbox to an address: 127.0.0.1 is that host. Nothing is given up by itself. */
export function openConnection(host: string, port: number): Promise<Socket> {
  const root = process.env['SANDBOX_ROOT'];
  const stand = isLoopback(host) && root !== undefined ? (findLoopback(root, port) ?? '') : undefined;
  return new Promise((resolve, reject) => {
    const socket = stand === undefined ? createConnection({ host, port }) : createConnection(stand || '/nonexistent');
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => reject(new Unreachable(describe(host, error))));
    socket.on('error', () => {});
  });
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export function parseAddress(text: string): Address {
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  return colon < 0 || !Number.isInteger(port) ? { host: text, port: 80 } : { host: text.slice(0, colon), port };
}

/** `Connection refused (os error 111)`, or what the product says when a name leads nowhere (recorded). */
function describe(host: string, { code }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `dns error; source: dns error; source: DnsParseError. Code: 1037, Text = Cannot lookup ip ${host} : proto error: no records found for Query { name: Name("${host}."), query_type: AAAA, query_class: IN }.`;
    case 'EHOSTUNREACH':
      return tcp('No route to host (os error 113)');
    case 'ENETUNREACH':
      return tcp('Network is unreachable (os error 101)');
    case 'ETIMEDOUT':
      return tcp('Connection timed out (os error 110)');
    default:
      return tcp('Connection refused (os error 111)');
  }
}

function tcp(text: string): string {
  return `tcp connect error; source: tcp connect error; source: ${text}`;
}
