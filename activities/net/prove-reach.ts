import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SshTarget } from '../../model/cluster.ts';
import type { Reach } from '../../model/databend/host/judge-reach.ts';
import { activitySignal } from '../context.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';

export interface ReachQuestion {
  /** Of the machine that is to be reached. */
  readonly at: SshTarget;
  readonly host: string;
  /** Free: something of ours listens there for as long as it is asked. */
  readonly port: number;
  /** Of the machine that has to reach it. */
  readonly from: SshTarget;
}

const CANNOT_LISTEN = 21;
const NO_LANGUAGE = 22;

/**
 * Answers each caller with a word until one says that it was read, for 20 s at most. It waits for the caller to hang up: the end
 * that closes first keeps the port for a minute, and that must not be the one where the service will listen.
 */
const LISTEN = `
if command -v perl >/dev/null && perl -MSocket -e 1 2>/dev/null; then exec perl -MSocket -e '
  my ($host, $port, $word) = @ARGV;
  $SIG{PIPE} = "IGNORE"; alarm 20;
  my $at = inet_aton($host);
  socket(my $server, PF_INET, SOCK_STREAM, 6) or exit ${CANNOT_LISTEN};
  setsockopt($server, SOL_SOCKET, SO_REUSEADDR, pack("l", 1));
  unless ($at && bind($server, sockaddr_in($port, $at)) && listen($server, 8)) { print STDERR "$!\\n"; exit ${CANNOT_LISTEN} }
  while (accept(my $caller, $server)) {
    syswrite($caller, "$word\\n");
    my $said = "";
    while (sysread($caller, my $more, 64)) { $said .= $more }
    exit 0 if $said =~ /read/;
  }' "$1" "$2" "$3"
fi
command -v python3 >/dev/null && exec python3 -c '
import signal, socket, sys
host, port, word = sys.argv[1], int(sys.argv[2]), sys.argv[3]
signal.alarm(20)
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    server.bind((host, port)); server.listen(8)
except OSError as error:
    print(error, file=sys.stderr); sys.exit(${CANNOT_LISTEN})
while True:
    caller, _ = server.accept()
    try:
        caller.sendall((word + "\\n").encode()); said = b""
        while True:
            more = caller.recv(64)
            if not more: break
            said += more
        if b"read" in said: sys.exit(0)
    except OSError: pass
' "$1" "$2" "$3"
exit ${NO_LANGUAGE}
`;

/** Bash opens the connection by itself: nothing has to be installed there. It asks again, because the listener may be late. */
const ASK = `
host=$1 port=$2 word=$3
ask() {
  LC_ALL=C timeout 4 bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit 1; IFS= read -t 3 -r word <&3; [ "$word" = "$2" ] && echo read >&3; printf "said %s\\n" "$word"' "$host" "$port" "$word" 2>&1
}
last=silent
for _ in $(seq 15); do
  said=$(ask)
  case $?:$said in
    0:"said $word") echo answered; exit ;;
    0:*) last='somebody else' ;;
    *refused*) last=refused ;;
    *'not known'*|*'nvalid argument'*|*'name resolution'*|*'No address'*) last=unresolved ;;
    *) last=silent; tried=$((tried + 1)); [ "$tried" -ge 2 ] && break ;;
  esac
  sleep 0.4
done
echo "$last"
`;

/**
 * Whether one machine reaches another at a port where nothing listens yet: a word only we know is put there for a moment and
 * asked for from the other side, so that neither a firewall nor another machine with that name passes for it.
 */
export async function proveReach(pool: SshPool, { at, host, port, from }: ReachQuestion): Promise<Reach> {
  const word = randomBytes(12).toString('hex');
  const over = new AbortController();
  const signal = AbortSignal.any([activitySignal(), over.signal]);
  const listening = runScript(pool, at, LISTEN, {
    args: [host, String(port), word],
    limitMs: 25_000,
    what: `listening on ${host}:${port}`,
    signal,
    allowedCodes: [0, CANNOT_LISTEN, NO_LANGUAGE, 142],
  });
  const asking = askForWord(pool, from, { host, port, word, signal });
  // Whichever is left behind has its end looked at below, or is over with the other's error.
  asking.catch(() => {});
  try {
    const first = await Promise.race([listening.then(({ code, stderr }) => ({ code, stderr })), asking]);
    if ('code' in first) {
      if (first.code === NO_LANGUAGE) return { kind: 'no listener', why: 'there is neither perl nor python3' };
      if (first.code === CANNOT_LISTEN) {
        return { kind: 'no listener', why: `nothing could be made to listen there: ${first.stderr.trim()}` };
      }
    }
    const reach = 'code' in first ? await asking : first;
    // It was told that its word was read: the port is free again once it has ended.
    if (reach.kind === 'answered') await Promise.race([listening, sleep(5_000)]);
    return reach;
  } finally {
    over.abort();
    await listening.catch(() => {});
    activitySignal().throwIfAborted();
  }
}

/** Asks again for some seconds while nobody answers: whoever is to answer may be late. */
export async function askForWord(
  pool: SshPool,
  from: SshTarget,
  {
    host,
    port,
    word,
    signal,
  }: { readonly host: string; readonly port: number; readonly word: string; readonly signal?: AbortSignal },
): Promise<Reach> {
  const { stdout } = await runScript(pool, from, ASK, {
    args: [host, String(port), word],
    limitMs: 40_000,
    what: `asking ${host}:${port}`,
    signal,
  });
  const said = stdout.trim();
  const kinds = ['answered', 'silent', 'refused', 'unresolved', 'somebody else'] as const;
  return { kind: kinds.find((kind) => kind === said) ?? 'silent' };
}
