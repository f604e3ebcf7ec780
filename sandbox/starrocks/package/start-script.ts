export interface ProgramPaths {
  /** The node binary that stands in for the JVM. */
  readonly node: string;
  /** The compiled program of a frontend. */
  readonly program: string;
  /** Where the cluster's model listens. */
  readonly socket: string;
}

/** `bin/start_fe.sh`: same options, messages and exit codes as the product's. */
export function writeStartScript({ node, program, socket }: ProgramPaths): string {
  return `#!/usr/bin/env bash
# Starts a StarRocks frontend.
curdir=$(cd "\${BASH_SOURCE[0]%/*}" && pwd)

RUN_DAEMON=0
HELPER=
HOST_TYPE=
while (($#)); do
  case "$1" in
    --daemon) RUN_DAEMON=1; shift ;;
    --helper) HELPER=\${2-}; shift 2 || exit 1 ;;
    --helper=*) HELPER=\${1#*=}; shift ;;
    --host_type) HOST_TYPE=\${2-}; shift 2 || exit 1 ;;
    --host_type=*) HOST_TYPE=\${1#*=}; shift ;;
    --debug | --logconsole) shift ;;
    --) shift; break ;;
    *) echo "start_fe.sh: unrecognized option '$1'"; echo "Internal error"; exit 1 ;;
  esac
done

export STARROCKS_HOME=\${curdir%/bin}
export PID_DIR=$curdir
export LOG_DIR=$STARROCKS_HOME/log

# Upper-case keys of fe.conf are variables of the environment.
while IFS= read -r line || [[ -n $line ]]; do
  if [[ $line =~ ^[[:space:]]*([A-Z][A-Z0-9_]*)[[:space:]]*=[[:space:]]*(.*)$ ]]; then
    eval "export \${BASH_REMATCH[1]}=\${BASH_REMATCH[2]}" 2>/dev/null
  fi
done <"$STARROCKS_HOME/conf/fe.conf"
JAVA_OPTS=\${JAVA_OPTS:--Xmx8192m}

if [[ -n \${JAVA_HOME-} ]]; then
  JAVA=$JAVA_HOME/bin/java
else
  JAVA=$(command -v java)
fi
if [[ ! -x $JAVA ]]; then
  echo "Error: The environment variable JAVA_HOME is not set, and no java is found in PATH."
  exit 1
fi
java_version=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\\([0-9]*\\).*/\\1/p' | head -n 1)
if ((\${java_version:-0} < 17)); then
  echo "Error: JDK \${java_version:-0} is not supported, please use JDK version 17 or higher"
  exit 255
fi

pidfile=$PID_DIR/fe.pid
if [[ -f $pidfile ]]; then
  pid=$(<"$pidfile")
  if [[ -n $pid && $(ps -p "$pid" -o args= 2>/dev/null) == *StarRocksFE*$STARROCKS_HOME/* ]] ||
    [[ -n $pid && $(ps -p "$pid" -o args= 2>/dev/null) == *$STARROCKS_HOME/*StarRocksFE* ]]; then
    echo "Frontend running as process $pid. Stop it first."
    exit 1
  fi
fi

mkdir -p "$LOG_DIR"
meta_dir=$(sed -n 's/^[[:space:]]*meta_dir[[:space:]]*=[[:space:]]*//p' "$STARROCKS_HOME/conf/fe.conf" | tail -n 1)
meta_dir=\${meta_dir//'\${STARROCKS_HOME}'/$STARROCKS_HOME}
mkdir -p "\${meta_dir:-$STARROCKS_HOME/meta}"

{
  echo "using java version $java_version"
  echo "$JAVA_OPTS"
  echo "start time: $(date)"
} >>"$LOG_DIR/fe.out"

arguments=(--max-old-space-size=64 '${program}' -Xmx8192m -Dstarrocks.home="$STARROCKS_HOME" -cp "$STARROCKS_HOME/lib/starrocks-fe.jar" com.starrocks.StarRocksFE)
[[ -n $HELPER ]] && arguments+=(--helper "$HELPER")
[[ -n $HOST_TYPE ]] && arguments+=(--host_type "$HOST_TYPE")
export SANDBOX_ENGINE='${socket}'
# Not the JVM's: the options of the caller's node are not for this one.
unset NODE_OPTIONS

if ((RUN_DAEMON)); then
  # A process group of its own stands for nohup: node, unlike a JVM, does not inherit that SIGHUP is ignored.
  setsid bash -c 'exec -a java "$0" "$@"' '${node}' "\${arguments[@]}" >>"$LOG_DIR/fe.out" 2>&1 </dev/null &
else
  exec -a java '${node}' "\${arguments[@]}" >>"$LOG_DIR/fe.out" 2>&1 </dev/null
fi
`;
}
