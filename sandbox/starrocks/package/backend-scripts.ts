import type { ProgramPaths } from './start-script.ts';

/** `bin/start_be.sh` and `bin/start_cn.sh`. */
export function writeStartBackendScript(kind: 'be' | 'cn'): string {
  return `#!/usr/bin/env bash
curdir=$(cd "\${BASH_SOURCE[0]%/*}" && pwd)
"$curdir/start_backend.sh" --${kind} "$@"
`;
}

/** `bin/start_backend.sh`: same options, messages and exit codes as the product's (as read). */
export function writeBackendLauncher({ node, program, socket }: ProgramPaths): string {
  return `#!/usr/bin/env bash
# Starts a StarRocks backend or compute node.
BIN_NAME=starrocks_be
curdir=$(cd "\${BASH_SOURCE[0]%/*}" && pwd)

RUN_DAEMON=0
KIND=be
while (($#)); do
  case "$1" in
    --daemon) RUN_DAEMON=1; shift ;;
    --be) KIND=be; shift ;;
    --cn) KIND=cn; shift ;;
    --numa) shift 2 || exit 1 ;;
    --logconsole | --check_mem_leak | --jemalloc_debug) shift ;;
    --) shift; break ;;
    *) echo "start_backend.sh: unrecognized option '$1'"; echo "Internal error"; exit 1 ;;
  esac
done

export STARROCKS_HOME=\${curdir%/bin}
export PID_DIR=$curdir
export LOG_DIR=$STARROCKS_HOME/log
export UDF_RUNTIME_DIR=$STARROCKS_HOME/lib/udf-runtime

# Upper-case keys of the conf file are variables of the environment.
while IFS= read -r line || [[ -n $line ]]; do
  if [[ $line =~ ^[[:space:]]*([A-Z][A-Z0-9_]*)[[:space:]]*=[[:space:]]*(.*)$ ]]; then
    eval "export \${BASH_REMATCH[1]}=\${BASH_REMATCH[2]}" 2>/dev/null
  fi
done <"$STARROCKS_HOME/conf/$KIND.conf"

# No JDK is needed but for what calls Java.
if [[ -z \${JAVA_HOME-} ]]; then
  echo "[WARNING] JAVA_HOME env not set. Functions or features that requires jni will not work at all."
fi

mkdir -p "$LOG_DIR" "$UDF_RUNTIME_DIR"
pidfile=$PID_DIR/$KIND.pid
if [[ -f $pidfile ]]; then
  oldpid=$(<"$pidfile")
  # A zombie is over: in a container nobody may ever collect it.
  if ps -p "\${oldpid:-0}" -o stat=,args= 2>/dev/null | grep -v '^Z' | grep -q -w "$BIN_NAME"; then
    echo "Backend running as process $oldpid. Stop it first."
    exit 1
  fi
  rm "$pidfile"
fi

exec >>"$LOG_DIR/$KIND.out" 2>&1
echo "start time: $(date), server uptime: $(uptime)"

name=$STARROCKS_HOME/lib/$BIN_NAME
arguments=(--max-old-space-size=48 '${program}')
[[ $KIND == cn ]] && arguments+=(--cn)
export SANDBOX_ENGINE='${socket}'
# The program is simulated: the options of the caller's node are not for this one.
unset NODE_OPTIONS

if ((RUN_DAEMON)); then
  # A process group of its own stands for nohup: node does not inherit that SIGHUP is ignored.
  setsid bash -c 'exec -a "$0" "$@"' "$name" '${node}' "\${arguments[@]}" </dev/null &
else
  exec -a "$name" '${node}' "\${arguments[@]}" </dev/null
fi
`;
}

/** `bin/stop_be.sh` and `bin/stop_cn.sh`: SIGKILL, or SIGTERM with --graceful, and waits; without --timeout there is no limit. */
export function writeStopBackendScript(kind: 'be' | 'cn'): string {
  return `#!/usr/bin/env bash
curdir=$(cd "\${BASH_SOURCE[0]%/*}" && pwd)

sig=9
timeout=-1
while (($#)); do
  case "$1" in
    -g | --graceful) sig=15; shift ;;
    --timeout) timeout=\${2-}; shift 2 || exit 1 ;;
    --timeout=*) timeout=\${1#*=}; shift ;;
    *) echo "stop_${kind}.sh: unrecognized option '$1'"; echo "Internal error"; exit 1 ;;
  esac
done

export STARROCKS_HOME=\${curdir%/bin}
export PID_DIR=$curdir
while IFS= read -r line || [[ -n $line ]]; do
  if [[ $line =~ ^[[:space:]]*(PID_DIR)[[:space:]]*=[[:space:]]*(.*)$ ]]; then
    eval "export \${BASH_REMATCH[1]}=\${BASH_REMATCH[2]}"
  fi
done <"$STARROCKS_HOME/conf/${kind}.conf"

pidfile=$PID_DIR/${kind}.pid
[[ -f $pidfile ]] || exit 0
pid=$(<"$pidfile")

# As read: also when the process of a stale file is gone.
if [[ $(ps -p "\${pid:-0}" -o stat=,comm= 2>/dev/null) != [!Z]*starrocks_be ]]; then
  echo "ERROR: pid process may not be ${kind.toUpperCase()}. "
  exit 1
fi

kill -$sig "$pid" >/dev/null 2>&1 || exit 1
begun=$SECONDS
while [[ $(ps -p "$pid" -o stat= 2>/dev/null) == [!Z]* ]]; do
  if ((timeout >= 0 && SECONDS - begun >= timeout)); then
    kill -9 "$pid" >/dev/null 2>&1
    break
  fi
  sleep 0.05
done
rm -f "$pidfile"
exit 0
`;
}
