import { describe, expect, test } from 'vitest';
import type { SshTarget } from '../../model/cluster.ts';
import { explainSudo, toSudoersLine } from '../../model/explain-sudo.ts';

const target: SshTarget = {
  host: '10.0.0.2',
  port: 22,
  user: 'deploy',
  key: '/k',
  knownHosts: '/kh',
  become: 'starrocks',
};
const line = 'deploy ALL=(starrocks) NOPASSWD: /usr/bin/bash -s';

test('the line for sudoers names one user, one program and its one argument', () => {
  expect(toSudoersLine('deploy', 'starrocks')).toBe(line);
  expect(toSudoersLine('deploy', 'starrocks', '/bin/bash')).toBe('deploy ALL=(starrocks) NOPASSWD: /bin/bash -s');
});

test('whom the host knows goes before what the cluster file says', () => {
  const { next } = explainSudo({ host: 'fe2', become: 'starrocks' }, 'sudo: a password is required', {
    user: 'ops',
    bash: '/bin/bash',
  });
  expect(next[1]).toBe('ops ALL=(starrocks) NOPASSWD: /bin/bash -s');
});

describe('what sudo says is told as what helps', () => {
  const visudo = expect.stringMatching(/^visudo -f \/etc\/sudoers\.d\/muster .*10\.0\.0\.2/);

  test.each([
    // Recorded with sudo 1.9.13.
    ['sudo: a password is required\n', 'may not act as starrocks without a password', [visudo, line]],
    [
      "Sorry, user deploy is not allowed to execute '/usr/bin/bash -s' as starrocks on fe-2.\n",
      'may not act as starrocks without a password',
      [visudo, line],
    ],
    [
      'sudo: sorry, you must have a tty to run sudo\n',
      'wants a terminal, which muster does not have',
      [visudo, 'Defaults:deploy !requiretty'],
    ],
    [
      'sudo: unknown user starrocks\nsudo: error initializing audit plugin sudoers_audit\n',
      '10.0.0.2 knows no user starrocks',
      ['getent passwd starrocks   # on 10.0.0.2'],
    ],
    [
      "env: 'sudo': No such file or directory\n",
      'finds no sudo, so it cannot act as starrocks',
      ['command -v sudo || apt-get install sudo   # as root on 10.0.0.2'],
    ],
    [
      'sudo: unable to resolve host fe-2\nsudo: account validation failure, is your account locked?\n',
      'cannot act as starrocks: sudo: account validation failure, is your account locked?',
      [visudo, line],
    ],
    ['', 'cannot act as starrocks', [visudo, line]],
  ])('%j', (said, message, next) => {
    const refusal = explainSudo(target, said);
    expect(refusal.message).toContain(message);
    expect(refusal.next).toEqual(next);
  });
});
