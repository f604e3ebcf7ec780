import type { SshTarget } from '../../model/cluster.ts';
import { type FoundUnit, chooseMetaUnit, parseUnits } from '../../model/databend/find-meta-unit.ts';
import { type MetaSettings, readMetaToml } from '../../model/databend/meta-toml.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import type { FoundMeta } from '../../model/import.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

/** Units by their names first: a host may have hundreds, and each costs a call. */
const LIST_UNITS = `
{ systemctl list-units --all --type=service --no-legend --no-pager --plain; systemctl list-unit-files --type=service --no-legend --no-pager; } 2>/dev/null |
  awk '{print $1}' | grep -E '^[A-Za-z0-9_.@:-]+[.]service$' | grep -i -E 'databend|meta' | sort -u | head -n 40 |
  while read -r unit; do
    echo "== $unit"
    systemctl show "$unit" -p MainPID,User,FragmentPath,ExecStart 2>/dev/null
    systemctl show "$unit" -p Environment 2>/dev/null | grep -oE 'METASRV_CONFIG_FILE=[^ ]*' | sed 's/^/Environment=/'
  done
true
`;

export interface FoundOnHost {
  readonly install: FoundMeta;
  /** Absent where the file cannot be read. */
  readonly settings?: MetaSettings;
}

/** By what systemd starts on a host: the program, its file, and what that says. Nothing but these lines leaves it. */
export async function findMetaInstall(tools: Tools, target: SshTarget): Promise<FoundOnHost> {
  const { stdout } = await runScript(tools.ssh, target, LIST_UNITS, {
    limitMs: 30_000,
    what: 'looking for the unit of databend-meta',
    signal: activitySignal(),
  });
  const unit = chooseMetaUnit(parseUnits(stdout));
  if (unit === undefined) {
    throw new MusterError('NOT_FOUND', 'no unit of systemd there starts databend-meta with a file');
  }
  const settings = await readSettings(tools, target, unit);
  const { path: _, runs: __, ...found } = unit;
  const raftDir = settings?.raftDir.startsWith('/') ? settings.raftDir.replace(/(.)\/+$/, '$1') : undefined;
  return {
    install: { ...found, ...(raftDir !== undefined && { raftDir }) },
    ...(settings !== undefined && { settings }),
  };
}

/** What may not be read there is marked in the cluster file. */
async function readSettings(tools: Tools, target: SshTarget, { file }: FoundUnit): Promise<MetaSettings | undefined> {
  try {
    const { content } = await readFile(tools.ssh, target, file, { limitMs: 15_000, signal: activitySignal() });
    return content === undefined ? undefined : readMetaToml(content.toString('utf8'), file);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return undefined;
  }
}
