import { MusterError } from './error.ts';

/**
 * Which strings may reach SQL, a shell, a path or a workflow id. Each pattern is anchored, refuses line breaks and every
 * metacharacter of bash and SQL; what passes is quoted all the same where it is used.
 */

/** Label of a cluster or node: part of workflow ids, step ids and file names, so no `/`, `:` or `#`. */
export const ALIAS = /^[A-Za-z][A-Za-z0-9._-]{0,62}$/;

export const USER = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/;

/** Name of a unit of systemd that is a service. */
export const UNIT = /^[A-Za-z0-9][A-Za-z0-9_.@:-]{0,100}\.service$/;

export const VERSION = /^[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}(?:-[A-Za-z0-9.]{1,32})?$/;

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
export const IPV4 = new RegExp(`^(?:${OCTET}\\.){3}${OCTET}$`);

/** The last label begins with a letter, so that a mistyped IPv4 address such as 10.0.0.256 is not taken for a name. */
export const HOST_NAME =
  /^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** Host name or IPv4 in one, for the JSON Schema. */
export const HOST = new RegExp(`${IPV4.source}|${HOST_NAME.source}`);

const PATH_SEGMENT = '(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+@=,-]{1,255}';
/** Absolute, at least one name, no `.` or `..`, nothing that a shell would expand. */
export const ABSOLUTE_PATH = new RegExp(`^(?:/${PATH_SEGMENT})+/?$`);

/** As `storage_root_path` takes them: a comma ends the path there. */
export const STORAGE_PATH = /^((?:\/(?!\.{1,2}(?:\/|$|,))[A-Za-z0-9._+@=-]{1,255})+)(?:,medium:(ssd|hdd))?$/;

/** Path on the worker's machine: absolute, below `~`, or relative to the cluster file. */
export const LOCAL_PATH = /^(?:~\/|\/|(?:\.{1,2}\/)+)?(?:[A-Za-z0-9._+@=,-]{1,255}\/)*[A-Za-z0-9._+@=,-]{1,255}$/;

export const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;

/** Argument of a program that is run without a shell: nothing that looks as if a shell would act on it, which none does. */
export const ARGUMENT = /^[A-Za-z0-9._+@=,:/%-]{1,255}$/;

/** Not beginning with `_`: `__proto__` is no key of a file either. */
export const CONFIG_KEY = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;

/** One line of a `key = value` file: no control characters, no Unicode line or paragraph separators. */
export const CONFIG_VALUE = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]{0,4096}$/;

/** The start script evaluates these lines of the file in a shell (`export_env_from_conf`, as read): only plain text and `$NAME`. */
const SHELL_KEY = /^[A-Z][A-Z0-9_]*$/;
const SHELL_ACTION = /[`;&|<>()\\]|\$(?![A-Za-z_]|\{[A-Za-z_][A-Za-z0-9_]*\})/;

const IPV6_GROUP = /^[0-9A-Fa-f]{1,4}$/;

export function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const embedded = last !== undefined && text.endsWith(last) && IPV4.test(last);
  const hex = embedded ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => IPV6_GROUP.test(group))) return false;
  const width = hex.length + (embedded ? 2 : 0);
  return halves.length === 2 ? width <= 7 : width === 8;
}

export function isHost(text: string): boolean {
  return HOST.test(text) || isIpv6(text);
}

export function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** `host:port` as it is put into a statement or a command; refuses what is neither, although the cluster file was checked. */
export function formatHostPort(host: string, port: number): string {
  if (!isHost(host))
    throw new MusterError('BAD_INPUT', `${JSON.stringify(host.slice(0, 80))} is not a host name or an IP address`);
  if (!isPort(port)) throw new MusterError('BAD_INPUT', `${port} is not a port`);
  return isIpv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What `formatHostPort` gives, and an IPv6 address without its brackets, as StarRocks stores it. */
export function parseHostPort(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, bracketed, plain, digits = ''] = /^(?:\[(.+)\]|(.+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const port = Number(digits);
  return isHost(host) && isPort(port) ? { host, port } : undefined;
}

/** Whether the start script would do more with this line than set a variable. */
export function isShellHazard(key: string, value: string): boolean {
  return SHELL_KEY.test(key) && (SHELL_ACTION.test(value) || !isBalanced(value, '"') || !isBalanced(value, "'"));
}

function isBalanced(text: string, quote: string): boolean {
  return text.split(quote).length % 2 === 1;
}
