import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { callGrpc } from './call-port.ts';

/** The report is on stderr, the data on stdout or in the file (recorded). */
export async function runExport(address: string, raftDir: string | undefined, db = ''): Promise<number> {
  const report = (text: string) => process.stderr.write(`${text}\n`);
  report('\nExport:');
  if (raftDir !== undefined) return refuseOffline(raftDir);
  const path = db === '' ? '' : resolve(db);
  report(`    From: online meta-service: ${address}`);
  report(`    Export To: ${path}`);
  report('    Export Chunk Size: None');
  const called = await callGrpc(address, { kind: 'export' });
  if (called.kind !== 'reply' || called.reply.kind !== 'export') {
    report(`WARN: ${address} is not available`);
    report(`Error: no metasrv running on: ${address}`);
    return 1;
  }
  const text = called.reply.lines.map((line) => `${line}\n`).join('');
  if (path === '') {
    process.stdout.write(text);
    report('    To:   <stdout>');
    return 0;
  }
  try {
    writeFileSync(path, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    report(
      `Error: ${code === 'EACCES' ? 'Permission denied (os error 13)' : 'No such file or directory (os error 2)'}`,
    );
    return 1;
  }
  report(`    To:   File: ${path}`);
  return 0;
}

/** Of a directory that a process has open; of another one the sandbox does not export. */
function refuseOffline(raftDir: string): number {
  const log = resolve(raftDir, 'df_meta', 'V004', 'log');
  const locked = `Directory '${log}' is already locked by another process, shutdown other process to continue; error:(Resource temporarily unavailable (os error 11))`;
  process.stderr.write(
    existsSync(log)
      ? `Error: fail to open store: std::io::error::Error: ${locked}; when:(open RaftLog in '${log}')\n`
      : 'Error: sandbox: an export from a directory is not simulated\n',
  );
  return 1;
}
