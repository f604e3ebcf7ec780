/** What systemd says of a unit. */
export interface UnitState {
  /** `loaded`; `not-found` when there is no file, `masked`, `bad-setting`, `error`. */
  readonly load: string;
  /** `active`, `inactive`, `failed`, `activating`, `deactivating`. */
  readonly active: string;
  /** Finer: `running`, `dead`, `failed`, `auto-restart`, `stop-sigterm`. */
  readonly sub: string;
  /** Of the process that runs; 0: none does. */
  readonly mainPid: number;
  /** How the last process ended: `exited`, `killed`, `dumped`; absent when none has ended since. */
  readonly ended?: 'exited' | 'killed' | 'dumped';
  /** Its exit code, or the number of the signal. */
  readonly status: number;
  /** `success`, `exit-code`, `signal`, `timeout`, `start-limit-hit`, … */
  readonly result: string;
  /** `enabled`, `disabled`, `static`, `masked`; empty when there is no file. */
  readonly file: string;
  /** Where its file is; empty when there is none. */
  readonly path: string;
  /** `no`, `always`, `on-failure`, … */
  readonly restart: string;
  /** Empty: it runs as root. */
  readonly user: string;
  /** Its file was changed and systemd has not read it since. */
  readonly stale: boolean;
}

/** What is asked of `systemctl show`. */
export const UNIT_PROPERTIES = [
  'LoadState',
  'ActiveState',
  'SubState',
  'MainPID',
  'ExecMainCode',
  'ExecMainStatus',
  'Result',
  'UnitFileState',
  'FragmentPath',
  'Restart',
  'User',
  'NeedDaemonReload',
] as const;

/** CLD_EXITED and so on of waitid(2). */
const ENDS: Readonly<Record<string, 'exited' | 'killed' | 'dumped'>> = { 1: 'exited', 2: 'killed', 3: 'dumped' };

/** Of what `systemctl show` prints, in any order; undefined when that is no answer of it. */
export function parseUnitState(lines: readonly string[]): UnitState | undefined {
  const all = new Map(
    lines.flatMap((line) => {
      const at = line.indexOf('=');
      return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
  const read = (key: (typeof UNIT_PROPERTIES)[number]) => all.get(key) ?? '';
  const [load, active] = [read('LoadState'), read('ActiveState')];
  if (load === '' || active === '') return undefined;
  const ended = ENDS[read('ExecMainCode')];
  return {
    load,
    active,
    sub: read('SubState'),
    mainPid: Number(read('MainPID')) || 0,
    ...(ended !== undefined && { ended }),
    status: Number(read('ExecMainStatus')) || 0,
    result: read('Result'),
    file: read('UnitFileState'),
    path: read('FragmentPath'),
    restart: read('Restart'),
    user: read('User'),
    stale: read('NeedDaemonReload') === 'yes',
  };
}

/** SIGTERM: how a service that does not catch it ends when it is stopped, and systemd counts that as clean. */
const TERM = 15;

/** As a sentence has it: `runs as pid 12`, `failed: it ended with code 1`. */
export function describeUnit({ load, active, sub, mainPid, ended, status, result }: UnitState): string {
  if (load !== 'loaded') return load === 'not-found' ? 'is not known to systemd' : `cannot be loaded (${load})`;
  if (active === 'active' && mainPid > 0) return `runs as pid ${mainPid}`;
  if (active === 'failed') return `failed: ${describeEnd(ended, status) ?? result}`;
  if (active === 'inactive') {
    const end = ended === 'killed' && status === TERM ? 'it was stopped' : describeEnd(ended, status);
    return end === undefined ? 'does not run' : `does not run: ${end}`;
  }
  return `is ${active} (${sub})`;
}

function describeEnd(ended: UnitState['ended'], status: number): string | undefined {
  if (ended === undefined) return undefined;
  return ended === 'exited' ? `it ended with code ${status}` : `it was ended by signal ${status}`;
}
