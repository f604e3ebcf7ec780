import { constants } from 'node:os';

/** How the main process of a unit ended, in systemd's words. */
export interface UnitEnd {
  readonly active: 'inactive' | 'failed';
  readonly result: string;
  /** As `ExecMainCode` has it: 1 exited, 2 killed, 3 dumped. */
  readonly code: 1 | 2 | 3;
  readonly status: number;
  /** `code=exited, status=1/FAILURE`. */
  readonly text: string;
}

/** Ends that systemd counts as clean (systemd.service(5), SuccessExitStatus). */
const CLEAN_SIGNALS: readonly string[] = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE'];
const DUMPING_SIGNALS: readonly string[] = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGQUIT', 'SIGSEGV', 'SIGTRAP'];
const EXIT_NAMES: Readonly<Record<number, string>> = {
  0: 'SUCCESS',
  1: 'FAILURE',
  2: 'INVALIDARGUMENT',
  126: 'NOEXEC',
  200: 'CHDIR',
  203: 'EXEC',
  217: 'USER',
};

export function describeEnd(exit: number | null, signal: NodeJS.Signals | null): UnitEnd {
  if (signal !== null) {
    const dumped = DUMPING_SIGNALS.includes(signal);
    const clean = CLEAN_SIGNALS.includes(signal);
    const status = constants.signals[signal];
    return {
      active: clean ? 'inactive' : 'failed',
      result: clean ? 'success' : dumped ? 'core-dump' : 'signal',
      code: dumped ? 3 : 2,
      status,
      text: `code=${dumped ? 'dumped' : 'killed'}, status=${status}/${signal.slice(3)}`,
    };
  }
  const status = exit ?? 255;
  return {
    active: status === 0 ? 'inactive' : 'failed',
    result: status === 0 ? 'success' : 'exit-code',
    code: 1,
    status,
    text: `code=exited, status=${status}/${EXIT_NAMES[status] ?? 'n/a'}`,
  };
}
