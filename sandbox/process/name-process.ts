import { writeFileSync } from 'node:fs';

/** What `ss` and `top` call it. */
export function nameProcess(name: string): void {
  try {
    writeFileSync('/proc/self/comm', name);
  } catch {
    // A system without /proc.
  }
}
