import { formatList } from '../answers/config-dump.ts';
import type { MetaConfig } from '../meta-config.ts';

const VERSION = 'v1.2.888-patch-8-6684062f5d-simd(1.94.0-nightly-2026-11-21T11:00:00.000000000Z)';
const LATEST = 'V004(2024-11-11: WAL based raft-log)';
const OLDER = 'V003(2024-06-27: Store snapshot in rotbl)';

/** What every start prints before it opens a port. */
export function formatBanner(config: MetaConfig, fresh: boolean): string[] {
  const { adminAddress, grpcAddress, grpcAdvertiseHost, raftListenHost, raftAdvertiseHost, raftPort } = config;
  const grpcPort = grpcAddress.slice(grpcAddress.lastIndexOf(':'));
  return [
    'Databend Metasrv',
    '',
    `Version: ${VERSION}`,
    `Working DataVersion: ${LATEST}`,
    '',
    'Raft Feature set:',
    '    Server Provide: { append:v0, install_snapshot:v3, install_snapshot:v4, vote:v0, vote:v1 }',
    '    Client Require: { append:v0, install_snapshot:v3, vote:v0 }',
    '',
    `Disk  Data: ${fresh ? OLDER : LATEST}; Upgrading: None`,
    `      Dir: ${config.raftDir}`,
    '',
    `Log   File:   enabled=true, level='${config.logLevel}', dir=${config.logDir}, format=text, limit=48, max_file_size=4294967296`,
    '      Stderr: enabled=false, level=Warn,databend_=Info,openraft=Info, format=text',
    `Raft  Id: ${config.id}; Cluster: ${config.clusterName}`,
    `      Dir: ${config.raftDir}`,
    `      Status: ${config.single ? 'single' : `join ${formatList(config.join)}`}`,
    '',
    `HTTP API listen at: ${adminAddress}`,
    `gRPC API listen at: ${grpcAddress} advertise: ${grpcAdvertiseHost === undefined ? '-' : `${grpcAdvertiseHost}${grpcPort}`}`,
    `Raft API listen at: ${raftListenHost}:${raftPort} advertise: ${raftAdvertiseHost}:${raftPort}`,
    'Raft API max message: 32MB',
    '',
  ];
}

/** On stderr. A new directory is always "upgraded": that is normal. */
export function formatUpgrade({ raftDir }: MetaConfig, fresh: boolean): string[] {
  if (!fresh) {
    return [
      'Upgrade ondisk data if out of date: V004',
      '    Find and clean previous unfinished upgrading',
      'Upgrade ondisk data finished: V004',
    ];
  }
  return [
    'Upgrade ondisk data if out of date: V003',
    '    Find and clean previous unfinished upgrading',
    'Upgrade on-disk data',
    `    From: ${OLDER}`,
    `    To:   ${LATEST}`,
    '    Upgrade V003 raft log in sled db to V004',
    '    Clean upgrading: V003 -> V004 (cleaning)',
    '    Remove V003 log from sled db',
    '        Removing sled tree: header',
    '        Removing sled tree: raft_log',
    '        Removing sled tree: raft_state',
    '    Done: Remove V003 log from sled db',
    `        Removing: ${raftDir}/conf`,
    `        Removing: ${raftDir}/DO_NOT_USE_THIS_DIRECTORY_FOR_ANYTHING`,
    `        Removing: ${raftDir}/db`,
    `        Removing: ${raftDir}/heap`,
    '    Finished upgrading: V004',
    'Upgrade ondisk data finished: V004',
  ];
}

/** As Rust writes a time: `500ms`, `1s`, `180s`. */
export function formatDuration(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds}ms` : `${milliseconds / 1_000}s`;
}
