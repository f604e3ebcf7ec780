import type { BackendSpec } from '../cluster-spec.ts';
import type { Finding } from '../../step.ts';

/** min_file_descriptor_number (as read): with fewer the process ends. The start script raises the soft limit by itself. */
const FILES = 60_000;

/** `unlimited` counts as enough; absent when it could not be read. */
export function judgeLimits({ alias }: BackendSpec, files: number | 'unlimited' | undefined): Finding {
  const about = { gate: 'limits', subject: alias } as const;
  if (files === undefined) {
    return { ...about, severity: 'warning', message: `how many files a process of ${alias} may open cannot be read` };
  }
  const message = `a process of ${alias} may open ${files === 'unlimited' ? 'any number of' : files} files`;
  if (files === 'unlimited' || files >= FILES) return { ...about, severity: 'ok', message };
  return {
    ...about,
    severity: 'refusal',
    message: `${message}: with fewer than ${FILES} it ends when it starts`,
    next: ['* hard nofile 65535   # in /etc/security/limits.conf, then a new login'],
  };
}
