/** `bin/stop_fe.sh`: same options, messages and exit codes as the product's. */
export function writeStopScript(): string {
  return `#!/usr/bin/env bash
# Stops the frontend of this home: SIGTERM, or SIGUSR1 with --graceful, and waits; without --timeout there is no limit.
curdir=$(cd "\${BASH_SOURCE[0]%/*}" && pwd)

sig=15
timeout=-1
while (($#)); do
  case "$1" in
    -g | --graceful) sig=10; shift ;;
    --timeout) timeout=\${2-}; shift 2 || exit 1 ;;
    --timeout=*) timeout=\${1#*=}; shift ;;
    *) echo "stop_fe.sh: unrecognized option '$1'"; echo "Internal error"; exit 1 ;;
  esac
done

export STARROCKS_HOME=\${curdir%/bin}
export PID_DIR=$curdir
while IFS= read -r line || [[ -n $line ]]; do
  if [[ $line =~ ^[[:space:]]*(PID_DIR)[[:space:]]*=[[:space:]]*(.*)$ ]]; then
    eval "export \${BASH_REMATCH[1]}=\${BASH_REMATCH[2]}"
  fi
done <"$STARROCKS_HOME/conf/fe.conf"

pidfile=$PID_DIR/fe.pid
[[ -f $pidfile ]] || exit 0
pid=$(<"$pidfile")

if [[ $(ps -p "$pid" -o args= 2>/dev/null) != *StarRocksFE* ]]; then
  echo "ERROR: pid process may not be FE. "
  exit 1
fi

kill -$sig "$pid" >/dev/null 2>&1
begun=$SECONDS
# A zombie is over: in a container nobody may ever collect it.
while [[ $(ps -p "$pid" -o stat= 2>/dev/null) == [!Z]* ]]; do
  if ((timeout >= 0 && SECONDS - begun >= timeout)); then
    kill -9 "$pid" >/dev/null 2>&1
    rm -f "$pidfile"
    break
  fi
  sleep 0.05
done
exit 0
`;
}
