import { expect, test } from 'vitest';
import { chooseMetaUnit, parseUnits } from '../../../model/databend/find-meta-unit.ts';

function unit(name: string, exec: string, more: readonly string[] = []): string {
  const words = `{ path=/x ; argv[]=${exec} ; ignore_errors=no ; start_time=[n/a] ; pid=0 ; status=0/0 }`;
  return [`== ${name}`, 'MainPID=0', `ExecStart=${words}`, `FragmentPath=/lib/systemd/system/${name}`, ...more].join(
    '\n',
  );
}

const PACKAGED = unit(
  'databend-meta.service',
  '/usr/bin/databend-meta --config-file /etc/databend/databend-meta.toml',
  ['User=databend'],
);

test('is told by what it starts: program, file and user', () => {
  expect(parseUnits(PACKAGED)).toEqual([
    {
      unit: 'databend-meta.service',
      path: '/lib/systemd/system/databend-meta.service',
      home: '/usr',
      file: '/etc/databend/databend-meta.toml',
      user: 'databend',
      runs: false,
    },
  ]);
});

test('may take its file by -c or from its environment, run as root and be written by hand', () => {
  const short = unit('meta.service', '/opt/d/bin/databend-meta -c /opt/d/meta.toml', [
    'FragmentPath=/etc/systemd/system/meta.service',
    'User=',
  ]);
  expect(parseUnits(short)).toMatchObject([{ file: '/opt/d/meta.toml', user: 'root', unitDir: '/etc/systemd/system' }]);
  const named = unit('meta.service', '/opt/d/bin/databend-meta', ['Environment=METASRV_CONFIG_FILE=/opt/d/e.toml']);
  expect(parseUnits(named)).toMatchObject([{ home: '/opt/d', file: '/opt/d/e.toml' }]);
});

test('is none that starts something else, names no file, or says what no file of ours takes', () => {
  const others = [
    unit('databend-query.service', '/usr/bin/databend-query --config-file /etc/q.toml'),
    unit('metal.service', '/usr/bin/databend-metactl -c /etc/q.toml'),
    unit('bare.service', '/usr/bin/databend-meta --single'),
    unit('odd.service', '/usr/bin/databend-meta -c /etc/$(id).toml'),
  ];
  expect(parseUnits(others.join('\n'))).toEqual([]);
});

test('that runs goes before one that does not', () => {
  const running = unit('z-databend.service', '/usr/bin/databend-meta -c /etc/z.toml').replace('MainPID=0', 'MainPID=7');
  expect(chooseMetaUnit(parseUnits(`${PACKAGED}\n${running}`))).toMatchObject({ unit: 'z-databend.service' });
  expect(chooseMetaUnit(parseUnits(PACKAGED))).toMatchObject({ unit: 'databend-meta.service' });
  expect(chooseMetaUnit([])).toBeUndefined();
});
