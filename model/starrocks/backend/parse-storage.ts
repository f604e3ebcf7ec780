import type { StoragePath } from '../cluster-spec.ts';
import { STORAGE_PATH } from '../../patterns.ts';

/**
 * A line of storage_root_path as the product takes it: `/data1,medium:ssd;/data2`. Undefined for what a cluster file cannot say,
 * such as a capacity: written without it, the next configuration of the node would drop it.
 */
export function parseStorage(line: string): readonly StoragePath[] | undefined {
  const paths: StoragePath[] = [];
  for (const item of line.split(';').map((text) => text.trim())) {
    if (item === '') continue;
    const [path = '', ...properties] = item.split(',').map((text) => text.trim());
    const [property = '', ...rest] = properties;
    const medium = /^(?:medium\s*:\s*)?(ssd|hdd)$/i.exec(property)?.[1]?.toLowerCase();
    const plain = path.replace(/(.)\/+$/, '$1');
    if (rest.length > 0 || (property !== '' && medium === undefined)) return undefined;
    if (plain.includes(',') || !STORAGE_PATH.test(plain)) return undefined;
    paths.push({ path: plain, ...(medium !== undefined && { medium: medium as 'ssd' | 'hdd' }) });
  }
  return paths.length === 0 ? undefined : paths;
}

/** The directories alone, whatever else is said of them; a medium is behind a comma or, in an old form, a dot (as read). */
export function listStoragePaths(line: string, home: string): readonly string[] {
  return line
    .split(';')
    .map((one) => one.trim().split(',')[0]?.trim() ?? '')
    .map((path) =>
      path
        .replace(/\.(SSD|HDD)$/i, '')
        .replace(/^\$\{?STARROCKS_HOME\}?/, home)
        .replace(/\/+$/, ''),
    )
    .filter((path) => path !== '');
}

/** As the product, and a cluster file, write one: `/data/ssd,medium:ssd`. */
export function writeStoragePath({ path, medium }: StoragePath): string {
  return medium === undefined ? path : `${path},medium:${medium}`;
}
