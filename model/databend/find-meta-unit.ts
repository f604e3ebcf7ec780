import { ABSOLUTE_PATH, UNIT, USER } from '../patterns.ts';

/** A unit of systemd that starts a meta node. */
export interface FoundUnit {
  readonly unit: string;
  /** Of its own file. */
  readonly path: string;
  /** Where units of this host are written by hand; absent where a package put it. */
  readonly unitDir?: string;
  readonly home: string;
  readonly file: string;
  readonly user: string;
  readonly runs: boolean;
}

/** Of `systemctl show`, each below a line `== <unit>`; only those that start databend-meta with a file. */
export function parseUnits(text: string): readonly FoundUnit[] {
  return text
    .split(/^== /m)
    .slice(1)
    .flatMap((section) => {
      const [unit = '', ...lines] = section.split('\n');
      const all = new Map(
        lines.flatMap((line) => {
          const at = line.indexOf('=');
          return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
        }),
      );
      return parseUnit(unit.trim(), all) ?? [];
    });
}

/** The one that runs; with several, or none that does, the first by its name. */
export function chooseMetaUnit(units: readonly FoundUnit[]): FoundUnit | undefined {
  return units.find(({ runs }) => runs) ?? units[0];
}

const PROGRAM = /(?:^|[ =])(\/[^ ;]+)\/bin\/databend-meta(?= |$)/;
const CONFIG = /(?:^| )(?:-c|--config-file)[ =](\/[^ ;]+)/;
/** As read: what the program takes when no flag names a file. */
const CONFIG_VARIABLE = /(?:^| )METASRV_CONFIG_FILE=(\/[^ ;]+)/;
/** Of packages; a unit that is written goes to /etc. */
const PACKAGED = /^\/(?:usr\/)?lib\//;

function parseUnit(unit: string, all: ReadonlyMap<string, string>): FoundUnit | undefined {
  const exec = all.get('ExecStart') ?? '';
  const home = PROGRAM.exec(exec)?.[1];
  const file = CONFIG.exec(exec)?.[1] ?? CONFIG_VARIABLE.exec(all.get('Environment') ?? '')?.[1];
  const user = all.get('User') || 'root';
  const path = all.get('FragmentPath') ?? '';
  if (home === undefined || file === undefined) return undefined;
  // What a host says of itself goes into a file of ours.
  if (![home, file].every((one) => ABSOLUTE_PATH.test(one)) || !UNIT.test(unit) || !USER.test(user)) return undefined;
  const dir = path.replace(/\/[^/]+$/, '');
  return {
    unit,
    path,
    ...(ABSOLUTE_PATH.test(dir) && !PACKAGED.test(path) && { unitDir: dir }),
    home,
    file,
    user,
    runs: Number(all.get('MainPID') ?? 0) > 0,
  };
}
