import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { NativeConnectionOptions } from '@temporalio/worker';

/** How long the other side may take to say anything. */
const PROBE_LIMIT_MS = 2_000;

export type ProbedOptions = Pick<NativeConnectionOptions, 'tls'> & { readonly address: string };

/**
 * Why a connection did not come up, in a few words. gRPC itself only says that time ran out: a wrong certificate, a
 * refused port and a server without TLS look the same there.
 */
export async function probeAddress({ address, tls }: ProbedOptions): Promise<string | undefined> {
  const { host, port } = splitAddress(address);
  const reason = await readFirstBytes(openSocket(host, port, tls));
  return reason === undefined ? undefined : describeReason(reason, Boolean(tls));
}

export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(address) ?? [];
  return { host: bracketed ?? plain ?? address, port: Number(port ?? 7233) };
}

function openSocket(host: string, port: number, tls: ProbedOptions['tls']): Socket {
  if (!tls) return connectTcp({ host, port });
  const { serverNameOverride, serverRootCACertificate, clientCertPair } = tls === true ? {} : tls;
  const name = serverNameOverride ?? host;
  return connectTls({
    host,
    port,
    ALPNProtocols: ['h2'],
    ...(!/^[\d.:]+$/.test(name) && { servername: name }),
    ...(serverRootCACertificate && { ca: Buffer.from(serverRootCACertificate) }),
    ...(clientCertPair && { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
  });
}

/** Undefined when the other side speaks: a gRPC server over TLS begins by itself, also to say that it wants a certificate. */
function readFirstBytes(socket: Socket): Promise<Error | 'silent' | 'closed' | undefined> {
  return new Promise((resolve) => {
    const end = (reason: Error | 'silent' | 'closed' | undefined) => {
      resolve(reason);
      socket.destroy();
    };
    socket.setTimeout(PROBE_LIMIT_MS, () => end('silent'));
    socket.once('data', () => end(undefined));
    socket.once('error', end);
    socket.once('close', () => end('closed'));
  });
}

function describeReason(reason: Error | 'silent' | 'closed', tls: boolean): string {
  if (reason === 'silent')
    return tls ? 'it does not answer the TLS handshake' : 'the port is open, and it does not speak without TLS';
  if (reason === 'closed') return tls ? 'it ends the TLS connection' : 'it ends the connection; it may want TLS';
  const { code = '' } = reason as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'nothing listens on that port';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'that host name is not known here';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'its certificate is for another name: set server_name of tls';
  if (/UNABLE_TO_|SELF_SIGNED|CERT_/.test(code))
    return `its certificate is not trusted (${code}): set server_ca_cert_path of tls`;
  if (/CERTIFICATE_REQUIRED/.test(code))
    return 'it wants a client certificate: set client_cert_path and client_key_path';
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH/.test(code)) return 'it does not speak TLS on that port';
  if (/ALERT|HANDSHAKE/.test(code)) return `it refuses the TLS handshake (${code})`;
  return reason.message;
}
