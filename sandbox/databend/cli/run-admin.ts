import { request } from 'node:http';
import { openConnection, parseAddress, Unreachable } from './open-connection.ts';

interface Page {
  readonly status: number;
  readonly reason: string;
  readonly body: string;
}

/** A page of the admin port, or why there is none, as the product's HTTP client says it. */
async function getPage(address: string, path: string): Promise<Page | readonly string[]> {
  const { host, port } = parseAddress(address);
  try {
    const socket = await openConnection(host, port);
    return await new Promise<Page | readonly string[]>((resolve) => {
      const asked = request({ host, port, path, createConnection: () => socket }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          body += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? '', body }),
        );
      });
      asked.on('error', (error: NodeJS.ErrnoException) =>
        resolve(
          error.code?.startsWith('HPE') === true
            ? ['client error (SendRequest)', 'received unexpected message from connection']
            : ['client error (SendRequest)', 'connection closed before message completed'],
        ),
      );
      asked.end();
    });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return ['client error (Connect)', ...error.message.split('; source: ').slice(-2)];
  }
}

export async function runTransfer(address: string, to: string | undefined): Promise<number> {
  const path = `/v1/ctrl/trigger_transfer_leader${to === undefined ? '' : `?to=${to}`}`;
  return await ask(address, path, (body) => {
    const { from, to: target, voter_ids: voters } = JSON.parse(body) as Record<string, unknown>;
    const ids = (voters as readonly number[]).join(', ');
    return `triggered leader transfer from ${from} to ${target}.\nvoter ids: [${ids}]\n`;
  });
}

export async function runSnapshot(address: string): Promise<number> {
  return await ask(address, '/v1/ctrl/trigger_snapshot', () => 'triggered snapshot successfully.\n');
}

export async function runFeatures(address: string): Promise<number> {
  return await ask(address, '/v1/features/list', (body) => `${JSON.stringify(JSON.parse(body), null, 2)}\n`);
}

/** Recorded: it says less than the others when it fails. */
export async function runMetrics(address: string): Promise<number> {
  const page = await getPage(address, '/v1/metrics');
  if ('status' in page && page.status === 200) {
    process.stdout.write(page.body);
    return 0;
  }
  process.stderr.write(
    `Error: Failed to get metrics: Admin API error: error sending request for url (http://${address}/v1/metrics)\n`,
  );
  return 1;
}

async function ask(address: string, path: string, print: (body: string) => string): Promise<number> {
  const page = await getPage(address, path);
  if (!('status' in page)) {
    const causes = page.map((cause, index) => `    ${index}: ${cause}\n`).join('');
    process.stderr.write(`Error: error sending request for url (http://${address}${path})\n\nCaused by:\n${causes}`);
    return 1;
  }
  if (page.status !== 200) {
    process.stderr.write(`Error: status code: ${page.status} ${page.reason}, msg: ${page.body}\n`);
    return 1;
  }
  process.stdout.write(print(page.body));
  return 0;
}
