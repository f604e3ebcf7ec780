/** What a command of a host prints and ends with. */
export interface Reply {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function said(stdout: string, code = 0): Reply {
  return { code, stdout: stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n`, stderr: '' };
}

export function complained(stderr: string, code = 1): Reply {
  return { code, stdout: '', stderr: stderr === '' || stderr.endsWith('\n') ? stderr : `${stderr}\n` };
}
