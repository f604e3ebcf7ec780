import { lastLogId } from '../disk-log.ts';
import { formatLogId } from '../log.ts';
import type { MetaProcess } from '../process.ts';
import { armElection } from '../raft/elect.ts';
import { resumeLeading } from '../raft/lead.ts';
import { sendSoon } from '../raft/replicate.ts';
import { isVoter } from '../raft/role.ts';
import { TIMELINE } from '../timeline.ts';
import { formatBanner, formatUpgrade } from './banner.ts';
import { checkConfig } from './check-config.ts';
import { fail } from './fail.ts';
import { initialize } from './initialize.ts';
import { joinCluster } from './join-cluster.ts';
import { register } from './register.ts';

export function boot(process: MetaProcess): void {
  const { config, disk, effects } = process;
  const wrong = checkConfig(config);
  if (wrong !== undefined) {
    fail(process, [`Error: ${wrong}`], 1);
    return;
  }
  const { fresh } = disk;
  for (const line of formatBanner(config, fresh)) effects.stdout(line);
  for (const line of formatUpgrade(config, fresh)) effects.stderr(line);
  if (config.raftDirLocked === true) {
    const log = `${config.raftDir}/df_meta/V004/log`;
    effects.log(
      'ERROR',
      `databend_meta::meta_node::meta_worker: meta_worker.rs:61 Failed to start MetaNode: fail to open store: std::io::error::Error: Directory '${log}' is already locked by another process, shutdown other process to continue; error:(Resource temporarily unavailable (os error 11)); when:(open RaftLog in '${log}')`,
    );
    fail(process, ['Error: MetaWorker::work stopped before sending handle: channel closed'], 1);
    return;
  }
  process.after(fresh ? TIMELINE.bootFresh : TIMELINE.boot, () => serve(process));
}

function serve(process: MetaProcess): void {
  const { config, disk, effects } = process;
  disk.fresh = false;
  if (config.busyPorts?.includes('admin') === true) {
    const lines = [
      'panicked at src/meta/binaries/meta/entry.rs:189:30:',
      `Failed to start http server: ListenError { message: "Address already in use (os error 98)", listening: "${config.adminAddress}" }`,
    ];
    effects.log('ERROR', `databend_common_tracing::panic_hook: panic_hook.rs:56 ${lines.join(' ')}`);
    fail(process, lines, 101);
    return;
  }
  process.listening = true;
  process.running = true;
  process.rearm = () => armElection(process);
  effects.listen();
  takePart(process);
  if (config.single) {
    beSingle(process, () => register(process));
  } else {
    joinCluster(process, () => register(process));
  }
}

/** A leader that nobody has replaced yet goes on leading; anybody else waits for one. */
function takePart(process: MetaProcess): void {
  const { vote } = process.disk;
  if (vote?.committed === true && vote.node === process.config.id && isVoter(process)) {
    resumeLeading(process);
    process.leaderChanges += 1;
    sendSoon(process);
  } else {
    process.rearm();
  }
}

function beSingle(process: MetaProcess, done: () => void): void {
  const { disk, effects } = process;
  const last = lastLogId(disk);
  if (last === undefined && disk.vote === undefined) {
    initialize(process, done);
    return;
  }
  effects.log(
    'INFO',
    `databend_meta::meta_node::meta_node: Already initialized: not allowed to initialize due to current raft state: last_log_id: ${last === undefined ? 'None' : formatLogId(last)}`,
  );
  done();
}
