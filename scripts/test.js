// `npm test`: everything from a fresh clone. `--faults` runs the whole fault matrix instead; other arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.js';
import { checkHouse } from './check.js';
import { countResults } from './count-results.js';
import { ensureInstalled } from './install.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const report = join(root, 'test-results/vitest.json');
const faults = process.argv.includes('--faults');
const filters = process.argv.slice(2).filter((argument) => argument !== '--faults');

try {
  await ensureInstalled();
  await ensureBuilt();
  const tidy = faults || checkHouse();
  await obtainTemporal();
  const { passed, failed } = runTests(faults ? ['test/faults', ...filters] : filters);
  if (!tidy) console.log('The house rules are broken: npm run check');
  console.log(faults ? `${passed} of ${passed + failed} ended right` : `${passed} passed, ${failed} failed`);
  process.exitCode = tidy && failed === 0 && passed > 0 ? 0 : 1;
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

/** Before the tests, so that a first build of minutes is not within their limits. */
async function obtainTemporal() {
  const { findTemporal } = await import('../dist/worker/temporal/find-binary.js');
  await findTemporal({ say: (line) => console.log(line) });
}

function runTests(args) {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  rmSync(report, { force: true });
  const { status } = spawnSync(
    join(root, 'node_modules/.bin/vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...(faults && { MUSTER_FAULTS: 'all' }) } },
  );
  const counted = countResults(readReport());
  // Whatever vitest ended with is not lost: an error after the last test, a signal.
  return status === 0 || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { success: false, numPassedTests: 0, numFailedTests: 0, testResults: [] };
  }
}
