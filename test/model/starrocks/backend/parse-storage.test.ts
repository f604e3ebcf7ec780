import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listStoragePaths, parseStorage, writeStoragePath } from '../../../../model/starrocks/backend/parse-storage.ts';

test.each([
  ['/data1,medium:HDD;/data2, medium:ssd;/data3/', ['/data1,medium:hdd', '/data2,medium:ssd', '/data3']],
  ['/data1,ssd;', ['/data1,medium:ssd']],
  ['/data1,capacity:50', undefined],
  ['/data1,medium:ssd,capacity:50', undefined],
  ['/data1;$HOME/data2', undefined],
  ['data1', undefined],
  [' ; ', undefined],
])('%s', (line, expected) => {
  expect(parseStorage(line)?.map(writeStoragePath)).toEqual(expected);
});

test('what is written is read as it was', () => {
  const path = fc.constantFrom('/data', '/srv/a.b/c_1', '/x+y@z');
  const medium = fc.constantFrom('ssd' as const, 'hdd' as const);
  const storage = fc.array(fc.record({ path, medium }, { requiredKeys: ['path'] }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(storage, (paths) => {
      expect(parseStorage(paths.map(writeStoragePath).join(';'))).toEqual(paths);
    }),
  );
});

test.each([
  ['/data1,medium:ssd;/data2/;', ['/data1', '/data2']],
  ['/data1.SSD ; /data2.hdd,capacity:50', ['/data1', '/data2']],
  ['${STARROCKS_HOME}/storage', ['/opt/be/storage']],
  ['$STARROCKS_HOME/a;;', ['/opt/be/a']],
  ['', []],
])('the directories of %s', (line, expected) => {
  expect(listStoragePaths(line, '/opt/be')).toEqual(expected);
});
