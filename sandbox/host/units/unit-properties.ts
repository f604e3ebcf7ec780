import { type HostUnits, isRunning, type Unit } from './host-units.ts';
import type { SystemctlArgs } from './systemctl-args.ts';
import { fileStateOf, findUnitFile } from './unit-files.ts';

/** `systemctl show`: what was asked for in the order of the properties, not of the question, as systemd does. */
export function describeProperties(
  units: HostUnits,
  unit: Unit | undefined,
  name: string,
  { properties, value }: SystemctlArgs,
): string {
  const all = unit === undefined ? ofUnknown(name) : ofUnit(units, unit);
  const shown = Object.entries(all).filter(([key]) => properties.length === 0 || properties.includes(key));
  return shown.map(([key, text]) => (value ? text : `${key}=${text}`)).join('\n');
}

function ofUnknown(name: string): Record<string, string> {
  return {
    ...{ Type: '', Restart: 'no', MainPID: '0', Result: 'success', NRestarts: '0', ExecMainCode: '0' },
    ...{ ExecMainStatus: '0', Id: name, Names: name, LoadState: 'not-found', ActiveState: 'inactive' },
    ...{ SubState: 'dead', FragmentPath: '', UnitFileState: '', NeedDaemonReload: 'no' },
  };
}

function ofUnit(units: HostUnits, unit: Unit): Record<string, string> {
  const { name, loaded, active, end, pid, startedAt, endedAt, result } = unit;
  const { file, path } = loaded;
  const sub = { active: 'running', inactive: 'dead', failed: 'failed', deactivating: 'stop-sigterm' }[active];
  const [program = ''] = file.execStart;
  return {
    Type: file.type,
    Restart: file.restart,
    MainPID: isRunning(unit) ? String(pid) : '0',
    Result: result,
    NRestarts: '0',
    ExecMainStartTimestamp: formatTime(startedAt),
    ExecMainExitTimestamp: formatTime(end === undefined ? undefined : endedAt),
    ExecMainPID: String(pid),
    ExecMainCode: String(end?.code ?? 0),
    ExecMainStatus: String(end?.status ?? 0),
    ExecStart: `{ path=${program} ; argv[]=${file.execStart.join(' ')} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=${pid} ; code=(null) ; status=0/0 }`,
    ControlGroup: isRunning(unit) ? `/system.slice/${name}` : '',
    WorkingDirectory: file.workingDirectory ?? '',
    User: file.user ?? '',
    Group: file.group ?? '',
    Id: name,
    Names: name,
    Description: file.description ?? name,
    // A failed unit stays known when its file is gone, until it is reset (systemd.unit(5), "Unit Garbage Collection").
    LoadState: isRunning(unit) || findUnitFile(units.host, name) !== undefined ? 'loaded' : 'not-found',
    ActiveState: active,
    SubState: sub,
    FragmentPath: path,
    UnitFileState: fileStateOf(units.host, unit),
    ActiveEnterTimestamp: formatTime(startedAt),
    InactiveEnterTimestamp: formatTime(isRunning(unit) ? undefined : endedAt),
    NeedDaemonReload: units.needsReload(unit) ? 'yes' : 'no',
  };
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Sat 2026-11-21 23:28:00 UTC`, empty for never. */
export function formatTime(at: number | undefined): string {
  if (at === undefined) return '';
  const iso = new Date(at).toISOString();
  return `${DAYS[new Date(at).getUTCDay()]} ${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
