import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunMode } from '../model/metadata.ts';
import type { Ports } from '../model/process.ts';

export interface FrontendConf {
  readonly ports: Ports;
  readonly metaDir: string;
  readonly runMode: RunMode;
}

/** The lower-case keys of `conf/fe.conf` that a frontend goes by. The last line of a key counts. */
export function readConf(home: string): FrontendConf {
  const values = new Map<string, string>();
  for (const line of readFileSync(join(home, 'conf', 'fe.conf'), 'utf8').split('\n')) {
    const found = /^\s*([a-z][\w.]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (found !== null) values.set(found[1] ?? '', found[2] ?? '');
  }
  const port = (key: string, usual: number) => Number(values.get(key) ?? usual);
  const metaDir = values.get('meta_dir') ?? join(home, 'meta');
  return {
    ports: {
      http: port('http_port', 8030),
      rpc: port('rpc_port', 9020),
      query: port('query_port', 9030),
      editLog: port('edit_log_port', 9010),
    },
    runMode: values.get('run_mode') === 'shared_data' ? 'shared_data' : 'shared_nothing',
    metaDir: metaDir.replaceAll(/\$\{STARROCKS_HOME\}|\$STARROCKS_HOME/g, home),
  };
}
