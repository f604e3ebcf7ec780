/** How the product's own script is started on a host, once. All of it is bash; `$home` is its directory. */
export interface ScriptStart {
  /** Functions that the other parts use. */
  readonly functions: string;
  /** Reads the arguments: sets at least `home` and `looks`. */
  readonly variables: string;
  /** Prints the process that runs, or nothing. */
  readonly describe: string;
  /** Refuses by an exit of its own; `$found` is what runs. @default nothing is refused */
  readonly judge?: string;
  /** The script and its arguments, seen from the home. */
  readonly command: string;
  /** Where it says why it has ended. */
  readonly logs: string;
}

/**
 * With --daemon these scripts return 0 whatever becomes of the process, so the pid file and the living process are what counts: it is
 * looked for half a second apart. The lock, on the home itself, keeps a second try, after a lost reply, from starting a second process
 * beside one that has not written its pid yet; the kernel frees it when its holder ends, however it ends.
 * setsid: the limit of this command ends its whole process group, and what was started must not be in it.
 * The last line is the process that runs; without one there is what the logs said last.
 */
export function composeStart({ functions, variables, describe, judge = '', command, logs }: ScriptStart): string {
  return `${functions}
${variables}
exec 9< "$home"
flock -w 60 9 || { echo 'another start is under way' >&2; exit 75; }
found=$(${describe})
${judge}
if [ -z "$found" ]; then
  cd "$home" && setsid -w ${command} 9>&- </dev/null || exit
  for _ in $(seq "$looks"); do
    found=$(${describe})
    [ -n "$found" ] && break
    sleep 0.5 9>&-
  done
fi
[ -n "$found" ] || { echo 'no process'; tail -n 3 ${logs} 2>/dev/null | cut -c1-300; }
echo
printf '%s\\n' "$found"
`;
}
