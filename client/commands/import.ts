import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { userInfo } from 'node:os';
import type { SecretRef } from '../../model/cluster.ts';
import { parseSecretRef } from '../../model/cluster-file/secret-ref.ts';
import { isMusterError, MusterError } from '../../model/error.ts';
import type { ImportRequest, ImportSsh, ImportedCluster, StarRocksImportRequest } from '../../model/import.ts';
import type { LookResult } from '../../model/look.ts';
import { isHost, isPort, USER } from '../../model/patterns.ts';
import { describeSecret } from '../../model/secret-policy.ts';
import { askSecret } from '../ask-secret.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookHere } from '../load-activities.ts';
import { resolveFrom } from '../load-cluster.ts';
import { showImportedMetas } from '../screens/imported-metas.ts';
import { showImported } from '../screens/imported.ts';
import type { Terminal } from '../terminal.ts';

export interface ImportOptions {
  /** `user@host:port`: StarRocks. */
  readonly sql?: string;
  /** `host:port`: Databend. */
  readonly admin?: string;
  /** @default 'muster.yaml'; `-` is stdout */
  readonly out: string;
  readonly name?: string;
  readonly password?: string;
  readonly askPassword?: boolean;
  readonly sshUser?: string;
  readonly sshPort?: number;
  readonly sshKey?: string;
  readonly sshKnownHosts?: string;
  readonly sshConfig?: string;
  readonly sshAgent?: boolean;
  readonly force?: boolean;
  readonly viaWorker?: boolean;
  readonly profile?: string;
  readonly json?: boolean;
}

/** Where a password that was typed in is expected from then on. */
const ASKED_NAME = 'SR_PASSWORD';

/** Reads a running cluster and writes the file that describes it. Nothing of the cluster is changed. */
export async function runImport(options: ImportOptions, terminal: Terminal): Promise<ExitCode> {
  const { out, force = false, json = false, sql, admin } = options;
  if ((sql === undefined) === (admin === undefined)) {
    throw new MusterError('BAD_INPUT', 'An import asks one running cluster: either --sql or --admin', {
      hint: 'muster import --sql root@10.0.0.1:9030   # StarRocks, any frontend\nmuster import --admin 10.0.0.1:28002   # Databend, any meta node',
    });
  }
  // Before anything is asked: nobody types a password for a file that will not be written.
  if (out !== '-' && !force && existsSync(out)) {
    throw new MusterError('BAD_INPUT', `${out} is there already, and an import never overwrites a file`, {
      hint: 'name another one with --out, print it with --out -, or overwrite it with --force',
    });
  }
  const { imported, text, screen } =
    sql === undefined ? await importDatabend(admin ?? '', options) : await importStarRocks(sql, options);
  await refuseInvalid(text, out);
  const printed = out === '-';
  if (!printed) writeFileSync(out, text, { flag: force ? 'w' : 'wx' });
  if (json) terminal.json({ file: printed ? null : resolve(out), ...imported, ...(printed && { text }) });
  else terminal.print(printed ? text.trimEnd() : screen(terminal));
  return EXIT.DONE;
}

interface Import {
  readonly imported: ImportedCluster;
  /** The cluster file. */
  readonly text: string;
  readonly screen: (terminal: Terminal) => readonly string[];
}

async function importStarRocks(sql: string, options: ImportOptions): Promise<Import> {
  const point = parsePoint(sql);
  const password = await readPassword(options);
  const ssh = readSsh(options);
  const imported = await look(
    { engine: 'starrocks', ...point, ...(password !== undefined && { password }), ...(ssh !== undefined && { ssh }) },
    options,
  );
  const { writeImported } = await import('../../model/cluster-file/write-imported.ts');
  const text = writeImported(imported, {
    ...describeOrigin(sql, ssh, options),
    sqlUser: point.user,
    ...(password !== undefined && { password: describeSecret(password) }),
  });
  return { imported, text, screen: (terminal) => showImported(imported, options.out, terminal.view()) };
}

async function importDatabend(admin: string, options: ImportOptions): Promise<Import> {
  if (options.password !== undefined || options.askPassword === true) {
    throw new MusterError('BAD_INPUT', 'The admin port of Databend Meta takes no password', { hint: 'leave it out' });
  }
  const ssh = readSsh(options);
  const imported = await look({ engine: 'databend', ...parseAdmin(admin), ...(ssh !== undefined && { ssh }) }, options);
  const { writeImportedDatabend } = await import('../../model/cluster-file/write-imported-databend.ts');
  const text = writeImportedDatabend(imported, describeOrigin(admin, ssh, options));
  return { imported, text, screen: (terminal) => showImportedMetas(imported, options.out, terminal.view()) };
}

function describeOrigin(from: string, ssh: ImportSsh | undefined, { name }: ImportOptions) {
  return {
    ...(name !== undefined && { name }),
    from,
    at: new Date().toISOString(),
    ssh: { user: userInfo().username, ...ssh },
    sshGuessed: ssh === undefined,
  };
}

async function look<Request extends ImportRequest>(
  request: Request,
  { viaWorker = false, profile }: ImportOptions,
): Promise<LookResult<'import', Request['engine']>> {
  try {
    if (!viaWorker) return await lookHere('import', request);
    const { lookViaWorker } = await import('../look-via-worker.ts');
    return await withLink({ profile }, (link) => lookViaWorker(link, 'import', 'import', request));
  } catch (error) {
    throw pointToFlags(error);
  }
}

/** There is no cluster file yet to correct. */
function pointToFlags(error: unknown): unknown {
  if (!isMusterError(error) || error.code !== 'SQL_AUTH') return error;
  return new MusterError('SQL_AUTH', error.message, {
    kind: error.kind,
    hint: 'another --sql <user>@<host>:<port>, its password by --password env:NAME or --ask-password',
    cause: error.cause,
  });
}

function parseAdmin(text: string): { readonly host: string; readonly adminPort: number } {
  const [, host = '', port = '28002'] = /^([^@:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const adminPort = Number(port);
  if (isHost(host) && isPort(adminPort)) return { host, adminPort };
  throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not host:port`, {
    hint: '--admin 10.0.0.1:28002, the admin address of any meta node',
  });
}

function parsePoint(text: string): Pick<StarRocksImportRequest, 'user' | 'host' | 'queryPort'> {
  const [, user = 'root', host = '', port = '9030'] = /^(?:([^@]+)@)?([^@:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const queryPort = Number(port);
  if (!isHost(host) || !isPort(queryPort) || !USER.test(user)) {
    throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not user@host:port`, {
      hint: '--sql root@10.0.0.1:9030, any frontend of the cluster',
    });
  }
  return { user, host, queryPort };
}

async function readPassword(options: ImportOptions): Promise<SecretRef | undefined> {
  const { password, askPassword = false, viaWorker = false } = options;
  if (askPassword && viaWorker) {
    const message = 'A password that is typed in does not go to a worker: it would be kept in history';
    throw new MusterError('BAD_INPUT', message, {
      hint: '--password env:NAME, file:PATH or exec:PROGRAM, as the worker has it',
    });
  }
  if (askPassword) {
    // Only in this process, and under the name that the file will have.
    process.env[ASKED_NAME] = await askSecret('Password: ');
    return { from: 'env', name: ASKED_NAME };
  }
  if (password === undefined) return undefined;
  const secret = parseSecretRef(password, (path) => resolveFrom(process.cwd(), path));
  if (typeof secret === 'object') return secret;
  throw new MusterError('BAD_INPUT', 'A password is given by reference, never as itself', {
    hint: '--password env:NAME, file:PATH or exec:PROGRAM, or --ask-password',
  });
}

/** Nothing given: the hosts are not looked at. */
function readSsh(options: ImportOptions): ImportSsh | undefined {
  const { sshUser, sshPort, sshKey, sshKnownHosts, sshConfig, sshAgent } = options;
  if ([sshUser, sshPort, sshKey, sshKnownHosts, sshConfig, sshAgent].every((given) => given === undefined))
    return undefined;
  if (sshUser !== undefined && !USER.test(sshUser)) {
    throw new MusterError('BAD_INPUT', `${JSON.stringify(sshUser)} is not a user name`);
  }
  const here = (path: string) => resolveFrom(process.cwd(), path);
  const standard = sshConfig === undefined;
  const user = sshUser ?? (standard ? userInfo().username : undefined);
  const key = sshKey ?? (standard && sshAgent !== true ? '~/.ssh/id_ed25519' : undefined);
  const knownHosts = sshKnownHosts ?? (standard ? '~/.ssh/known_hosts' : undefined);
  return {
    ...(user !== undefined && { user }),
    ...(sshPort !== undefined && { port: sshPort }),
    ...(key !== undefined && { key: here(key) }),
    ...(knownHosts !== undefined && { knownHosts: here(knownHosts) }),
    ...(sshConfig !== undefined && { config: here(sshConfig) }),
    ...(sshAgent === true && { agent: true }),
  };
}

/** What was read could still be something that a cluster file refuses; better said now than by the next command. */
async function refuseInvalid(text: string, out: string): Promise<void> {
  const { parseClusterFile } = await import('../../model/cluster-file/parse-cluster-file.ts');
  parseClusterFile(text, { file: out === '-' ? 'the imported file' : out, resolvePath: (path) => resolve(path) });
}
