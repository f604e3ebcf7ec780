import { formatEntry, readJournal } from './journal.ts';
import { type HostUnits, isRunning, titleOf, type Unit } from './host-units.ts';
import { complained, type Reply, said } from './reply.ts';
import { readSystemctlArgs, type SystemctlArgs } from './systemctl-args.ts';
import { describeProperties, formatTime } from './unit-properties.ts';
import { disableUnit, enableUnit, fileStateOf, findUnitFile, listUnitFiles } from './unit-files.ts';

const STATUS_LINES = 10;

/** Answers as systemd 249 does: texts and exit codes as read in systemctl(1) and its source. */
export async function answerSystemctl(units: HostUnits, args: readonly string[]): Promise<Reply> {
  const asked = readSystemctlArgs(args);
  const { verb, names } = asked;
  if (verb === 'daemon-reload') {
    units.reloadFiles();
    return said('');
  }
  if (verb === '' || verb === 'list-units') return said(listUnits(units, asked));
  if (verb === 'list-unit-files') return said(describeFiles(units));
  if (verb === 'reset-failed' && names.length === 0) {
    for (const unit of units.list()) units.reset(unit);
    return said('');
  }
  if (names.length === 0 && verb !== 'show') return complained('Too few arguments.');
  const replies: Reply[] = [];
  for (const name of names) replies.push(await answerFor(units, asked, name));
  if (asked.now && (verb === 'enable' || verb === 'disable')) {
    const also = { ...asked, verb: verb === 'enable' ? 'start' : 'stop' };
    for (const name of names) replies.push(await answerFor(units, also, name));
  }
  return {
    code: replies.find(({ code }) => code !== 0)?.code ?? 0,
    stdout: replies.map(({ stdout }) => stdout).join(verb === 'show' || verb === 'status' ? '\n' : ''),
    stderr: replies.map(({ stderr }) => stderr).join(''),
  };
}

async function answerFor(units: HostUnits, asked: SystemctlArgs, name: string): Promise<Reply> {
  const unit = units.find(name);
  switch (asked.verb) {
    case 'show':
      return said(describeProperties(units, unit, name, asked));
    case 'is-active':
    case 'is-failed': {
      const active = unit?.active ?? 'inactive';
      const fits = asked.verb === 'is-failed' ? active === 'failed' : active === 'active';
      return said(asked.quiet ? '' : active, fits ? 0 : asked.verb === 'is-failed' ? 1 : 3);
    }
    case 'is-enabled': {
      if (unit === undefined) return complained(`Failed to get unit file state for ${name}: No such file or directory`);
      const state = fileStateOf(units.host, unit);
      return said(asked.quiet ? '' : state, state === 'disabled' ? 1 : 0);
    }
    case 'enable':
    case 'disable':
      return changeLinks(units, asked.verb, name);
    case 'status':
      return unit === undefined
        ? complained(`Unit ${name} could not be found.`, 4)
        : said(describeStatus(units, unit, asked.lines), unit.active === 'active' ? 0 : 3);
    case 'cat':
      return unit === undefined
        ? complained(`No files found for ${name}.`)
        : said(`# ${unit.loaded.path}\n${findUnitFile(units.host, name)?.file.text ?? unit.loaded.file.text}`);
    case 'stop':
      if (unit === undefined) return complained(`Failed to stop ${name}: Unit ${name} not loaded.`, 5);
      await units.stop(unit);
      return warned(units, unit, said(''));
    default:
      if (unit === undefined) return complained(`Failed to ${asked.verb} ${name}: Unit ${name} not found.`, 5);
      return warned(units, unit, await change(units, asked, unit));
  }
}

async function change(units: HostUnits, { verb, signal }: SystemctlArgs, unit: Unit): Promise<Reply> {
  const { name, loaded } = unit;
  switch (verb) {
    case 'restart':
    case 'try-restart':
    case 'reload-or-restart':
      if (verb === 'try-restart' && !isRunning(unit)) return said('');
      if (verb === 'reload-or-restart' && isRunning(unit) && loaded.file.execReload.length > 0)
        return reload(units, unit);
      await units.stop(unit);
      return begin(units, unit);
    case 'start':
      return begin(units, unit);
    case 'reload':
      if (loaded.file.execReload.length === 0) {
        return complained(`Failed to reload ${name}: Job type reload is not applicable for unit ${name}.`);
      }
      if (!isRunning(unit)) return complained(`${name} is not active, cannot reload.`);
      return reload(units, unit);
    case 'kill':
      if (!isRunning(unit)) return complained(`Failed to kill unit ${name}: No main process to kill`);
      units.signal(unit, signal);
      return said('');
    case 'reset-failed':
      units.reset(unit);
      return said('');
    default:
      return complained(`Unknown command verb ${verb}.`);
  }
}

function begin(units: HostUnits, unit: Unit): Reply {
  const { name, loaded } = unit;
  if (loaded.file.execStart.length === 0) {
    return complained(`Failed to start ${name}: Unit ${name} has a bad unit file setting.
See system logs and 'systemctl status ${name}' for details.`);
  }
  units.start(unit);
  return said('');
}

/** `kill -HUP $MAINPID` is all that is known here, and all that the products have. */
function reload(units: HostUnits, unit: Unit): Reply {
  const words = unit.loaded.file.execReload;
  const signal = words.map((word) => /^-(?:SIG)?([A-Z]{3,})$/.exec(word)?.[1]).find((word) => word !== undefined);
  units.signal(unit, `SIG${signal ?? 'HUP'}` as NodeJS.Signals);
  return said('');
}

function warned(units: HostUnits, unit: Unit, reply: Reply): Reply {
  if (!units.needsReload(unit)) return reply;
  const warning = `Warning: The unit file, source configuration file or drop-ins of ${unit.name} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`;
  return { ...reply, stderr: `${warning}${reply.stderr}` };
}

function changeLinks(units: HostUnits, verb: 'enable' | 'disable', name: string): Reply {
  const found = findUnitFile(units.host, name);
  if (verb === 'disable') {
    const removed = disableUnit(units.host, name);
    if (found === undefined && removed.length === 0) {
      return complained(`Failed to disable unit: Unit file ${name} does not exist.`);
    }
    return complained(removed.join('\n'), 0);
  }
  if (found === undefined) return complained(`Failed to enable unit: Unit file ${name} does not exist.`);
  if (found.file.wantedBy.length === 0) {
    return complained(
      'The unit files have no installation config (WantedBy=, RequiredBy=, Also=,\nAlias= settings in the [Install] section, and DefaultInstance= for template\nunits). This means they are not meant to be enabled or disabled using systemctl.',
      0,
    );
  }
  return complained(enableUnit(units.host, name, found).join('\n'), 0);
}

function describeStatus(units: HostUnits, unit: Unit, lines = STATUS_LINES): string {
  const { name, loaded, active, end, pid, startedAt, endedAt, result } = unit;
  const when = (at: number | undefined) => (at === undefined ? '' : ` since ${formatTime(at)}`);
  const state =
    active === 'active'
      ? `active (running)${when(startedAt)}`
      : active === 'failed'
        ? `failed (Result: ${result})${when(endedAt)}`
        : active === 'deactivating'
          ? `deactivating (stop-sigterm)${when(startedAt)}`
          : `inactive (dead)${when(endedAt)}`;
  const process = `${pid} ExecStart=${loaded.file.execStart.join(' ')}`;
  const said = lines === 0 ? [] : readJournal(units.host, name).slice(-lines);
  return [
    `${active === 'failed' ? '×' : active === 'inactive' ? '○' : '●'} ${titleOf(unit)}`,
    `     Loaded: loaded (${loaded.path}; ${fileStateOf(units.host, unit)}; vendor preset: enabled)`,
    `     Active: ${state}`,
    ...(end === undefined ? [] : [`    Process: ${process} (${end.text})`]),
    ...(end === undefined && pid === 0 ? [] : [`   Main PID: ${pid} (${end?.text ?? nameOf(unit)})`]),
    ...(isRunning(unit)
      ? [`     CGroup: /system.slice/${name}`, `             └─${pid} ${loaded.file.execStart.join(' ')}`]
      : []),
    ...(said.length === 0 ? [] : ['', ...said.map((entry) => formatEntry(entry, 'short'))]),
  ].join('\n');
}

function nameOf({ loaded }: Unit): string {
  return loaded.file.execStart[0]?.split('/').at(-1) ?? '';
}

function listUnits(units: HostUnits, { all, states, names }: SystemctlArgs): string {
  const shown = units.list().filter(({ name, active }) => {
    if (names.length > 0 && !names.includes(name)) return false;
    return states.length > 0 ? states.includes(active) : all || active !== 'inactive';
  });
  return shown
    .map((unit) => {
      const sub = unit.active === 'active' ? 'running' : unit.active === 'failed' ? 'failed' : 'dead';
      return `  ${unit.name} loaded ${unit.active} ${sub} ${unit.loaded.file.description ?? unit.name}`;
    })
    .join('\n');
}

function describeFiles(units: HostUnits): string {
  return listUnitFiles(units.host)
    .map((name) => {
      const unit = units.find(name);
      return unit === undefined ? '' : `${name} ${fileStateOf(units.host, unit)} enabled`;
    })
    .join('\n');
}
