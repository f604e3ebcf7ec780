import type { FrontendSpec } from './cluster-spec.ts';
import type { Finding } from '../step.ts';
import type { JavaReading } from './host-survey.ts';
import { isAtLeast, parseVersion } from './version.ts';

/** The oldest JDK that the start script of the version takes (as read: 3.5 on 17, 3.3 on 11; older ones run on 8). */
export function neededJava(version: string): number {
  const parsed = parseVersion(version);
  if (parsed === undefined || isAtLeast(parsed, 3, 5)) return 17;
  return isAtLeast(parsed, 3, 3) ? 11 : 8;
}

/** The feature number of `openjdk version "17.0.12"`, `java version "1.8.0_402"` or `openjdk 21 2023-09-19`. */
export function readJavaVersion(line: string): number | undefined {
  const [, first, second] = /(?:version "|openjdk |java )(\d+)(?:\.(\d+))?/.exec(line) ?? [];
  if (first === undefined) return undefined;
  return first === '1' && second !== undefined ? Number(second) : Number(first);
}

/** Whether the start script will find a Java that it takes: SSH commands do not read a login profile. */
export function judgeJava(node: FrontendSpec, version: string, { home, from, version: line }: JavaReading): Finding {
  const needed = neededJava(version);
  const refuse = (message: string): Finding => ({
    gate: 'java',
    severity: 'refusal',
    subject: node.alias,
    message: `${message}; StarRocks ${version} needs JDK ${needed} or later`,
    next: [`java: <JAVA_HOME of a JDK ${needed}>   # in the cluster file, for ${node.alias} or roles.fe`],
  });
  const where = home === undefined ? 'java of the PATH' : `${home} (${from ?? 'JAVA_HOME'})`;
  const parsed = parseVersion(version);
  // Up to 3.3 the script does not look for one itself (as read).
  if (home === undefined && parsed !== undefined && !isAtLeast(parsed, 3, 4)) {
    return refuse('JAVA_HOME is not set, neither in the cluster file nor in fe.conf nor for the SSH user');
  }
  if (line === undefined) {
    return refuse(
      home === undefined ? 'there is no java in the PATH and JAVA_HOME is not set' : `${where} has no bin/java`,
    );
  }
  const found = readJavaVersion(line);
  if (found === undefined) {
    return {
      gate: 'java',
      severity: 'warning',
      subject: node.alias,
      message: `${where} says ${line}: its version is not known`,
    };
  }
  if (found < needed) return refuse(`${where} is JDK ${found}`);
  return { gate: 'java', severity: 'ok', subject: node.alias, message: `${where} is JDK ${found}` };
}
