import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackendKind, BackendPorts, StoragePath } from '../model/backend-process.ts';

export interface BackendConf {
  readonly ports: BackendPorts;
  readonly storage: readonly StoragePath[];
  readonly logDir: string;
}

/** The lower-case keys of `conf/be.conf` or `conf/cn.conf` that a backend goes by. The last line of a key counts. */
export function readBackendConf(home: string, kind: BackendKind): BackendConf {
  const values = new Map<string, string>();
  for (const line of readFileSync(join(home, 'conf', `${kind}.conf`), 'utf8').split('\n')) {
    const found = /^\s*([a-z][\w.]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (found !== null) values.set(found[1] ?? '', expand(found[2] ?? '', home));
  }
  const port = (keys: readonly string[], usual: number) =>
    Number(keys.map((key) => values.get(key)).find((value) => value !== undefined) ?? usual);
  return {
    ports: {
      be: port(['be_port', 'thrift_port'], 9060),
      http: port(['be_http_port', 'webserver_port'], 8040),
      heartbeat: port(['heartbeat_service_port'], 9050),
      brpc: port(['brpc_port'], 8060),
      starlet: port(['starlet_port'], 9070),
    },
    storage: parseStorage(values.get('storage_root_path') ?? join(home, 'storage')),
    logDir: values.get('sys_log_dir') ?? join(home, 'log'),
  };
}

function expand(value: string, home: string): string {
  return value
    .replaceAll(/\$\{STARROCKS_HOME\}|\$STARROCKS_HOME\b/g, home)
    .replaceAll(/\$\{(\w+)\}/g, (_whole, name: string) => process.env[name] ?? '');
}

/** `/data1,medium:ssd;/data2`: HDD where nothing else is said (as read). */
export function parseStorage(text: string): StoragePath[] {
  return text
    .split(';')
    .map((item) => item.trim())
    .filter(Boolean)
    .map((item) => {
      const [path = '', ...more] = item.split(',').map((word) => word.trim());
      const ssd = more.some((word) => /^(medium\s*:\s*)?ssd$/i.test(word));
      return { path: path.replace(/(.)\/+$/, '$1'), medium: ssd ? 'SSD' : 'HDD' };
    });
}
