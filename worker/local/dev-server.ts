import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { MusterError } from '../../model/error.ts';
import type { TemporalBinary } from '../temporal/find-binary.ts';
import { type BackgroundCommand, startInBackground } from './background-process.ts';
import type { LocalPorts } from './choose-ports.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { stateFiles } from './state-directory.ts';

/** Also how a server is recognised whose pid nobody wrote down. */
export function serverWords(stateDir: string): readonly string[] {
  return ['start-dev', '--db-filename', stateFiles(stateDir).database];
}

export function startDevServer(binary: TemporalBinary, stateDir: string, ports: LocalPorts): Promise<ProcessIdentity> {
  pinDatabase(binary, stateDir);
  return startInBackground(devServerCommand(binary.path, stateDir, ports));
}

export function devServerCommand(path: string, stateDir: string, ports: LocalPorts): BackgroundCommand {
  const { database, serverLog } = stateFiles(stateDir);
  return {
    command: path,
    args: [
      ...['server', 'start-dev', '--db-filename', database],
      ...['--ip', '127.0.0.1', '--port', String(ports.grpc), '--ui-ip', '127.0.0.1', '--ui-port', String(ports.ui)],
      ...['--log-level', 'warn', '--log-format', 'json'],
      ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
      // Timers and retries are late by up to this; the default is a second.
      ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="50ms"'],
    ],
    cwd: stateDir,
    log: serverLog,
  };
}

/** The server sets its schema up only in a new file: another version would run on tables that it does not know (1.31.2, as read). */
function pinDatabase(binary: TemporalBinary, stateDir: string): void {
  const { database, databaseVersion } = stateFiles(stateDir);
  const madeBy =
    existsSync(database) && existsSync(databaseVersion) ? readFileSync(databaseVersion, 'utf8').trim() : undefined;
  if (madeBy === binary.serverVersion) return;
  if (madeBy !== undefined && madeBy !== '') {
    throw new MusterError(
      'LOCAL_FAILED',
      `The database was made by Temporal server ${madeBy}, but ${binary.path} is ${binary.serverVersion} and would not migrate it`,
      {
        hint: `muster up --temporal-path <file of ${madeBy}>, or begin without the old operations: mv ${database} ${database}.${madeBy}`,
      },
    );
  }
  writeFileSync(`${databaseVersion}.new`, `${binary.serverVersion}\n`);
  renameSync(`${databaseVersion}.new`, databaseVersion);
}
