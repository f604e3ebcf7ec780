/**
 * Bash: `identify PID` prints what only this process has, or nothing when it is gone. The start time makes a reused pid
 * another process, the boot id one of before a restart. A zombie has ended: it only waits to be counted by its parent; but as long
 * as other threads of it have not, it holds its ports.
 */
export const IDENTIFY = `
identify() {
  local stat rest
  { stat=$(cat "/proc/$1/stat"); } 2>/dev/null || return 1
  rest=(\${stat##*) })
  case \${rest[0]-} in ''|X) return 1 ;; Z) [ "\${rest[17]-1}" -gt 1 ] || return 1 ;; esac
  printf '%s-%s' "$(cut -c 1-8 /proc/sys/kernel/random/boot_id)" "\${rest[19]}"
}
`;
