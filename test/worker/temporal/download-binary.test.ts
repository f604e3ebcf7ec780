import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { downloadBinary } from '../../../worker/temporal/download-binary.ts';

let directory: string;
let site: string;
let server: Server;
let asked: URL | undefined;
let archive: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'muster-download-'));
  archive = join(directory, 'archive.tar.gz');
  mkdirSync(join(directory, 'pack'));
  writeFileSync(join(directory, 'pack/temporal'), '#!/bin/sh\necho from the archive\n');
  execFileSync('tar', ['-czf', archive, '-C', join(directory, 'pack'), 'temporal']);
  server = createServer((request, response) => {
    if (request.url === '/archive.tar.gz') {
      createReadStream(archive).pipe(response);
      return;
    }
    asked = new URL(request.url ?? '', site);
    response.end(JSON.stringify({ archiveUrl: `${site}/archive.tar.gz`, fileToExtract: 'temporal' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

test('the pinned version for this machine is asked for, and what comes is executable', async () => {
  const into = join(directory, 'cache/temporal');
  await downloadBinary(into, site);
  expect(asked?.pathname).toBe('/cli/v1.8.2');
  expect(asked?.searchParams.get('platform')).toBe(process.platform);
  expect(execFileSync(into, { encoding: 'utf8' })).toBe('from the archive\n');
  expect(readdirSync(join(directory, 'cache'))).toEqual(['temporal']);
});

test('an archive that is cut off leaves nothing in the cache', async () => {
  writeFileSync(archive, 'not an archive');
  await expect(downloadBinary(join(directory, 'cache/temporal'), site)).rejects.toThrow('tar');
  expect(readdirSync(join(directory, 'cache'))).toEqual([]);
});

test('a site that is not there is an error at once', async () => {
  await expect(downloadBinary(join(directory, 'cache/temporal'), 'http://127.0.0.1:9')).rejects.toThrow('fetch failed');
});
