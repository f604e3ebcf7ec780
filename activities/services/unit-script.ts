import { IDENTIFY } from '../process/identify.ts';

/**
 * Bash: `main_of UNIT` prints `<pid> <started>` of the process that the unit has now, or nothing; `state_of_unit UNIT PROPERTIES`
 * prints it too, below what systemctl shows, in the sections `unit` and `process`.
 */
export const UNIT_SCRIPT = `${IDENTIFY}
main_of() {
  local pid started
  pid=$(systemctl show "$1" -p MainPID 2>/dev/null); pid=\${pid#MainPID=}
  case $pid in ''|0|*[!0-9]*) return 0 ;; esac
  started=$(identify "$pid") && printf '%s %s\\n' "$pid" "$started"
  return 0
}
state_of_unit() {
  echo '== unit'
  systemctl show "$1" -p "$2" || return
  echo '== process'
  main_of "$1"
}
`;
