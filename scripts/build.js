import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdLock } from './hold-lock.js';
import { fingerprintContents, fingerprintTimes, listFiles } from './list-files.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const shipped = ['model', 'workflows', 'activities', 'worker', 'client', 'sandbox'];
const stampFile = join(root, 'dist/.stamp.json');
const buildIdFile = join(root, 'dist/build-id.json');
const bundleFile = join(root, 'dist/workflow-bundle.js');

/**
 * Compiles to dist/ and bundles the workflows from what was compiled. Does nothing when no source has changed.
 * With `lenient` a type error is told and the program that the compiler wrote all the same is used: somebody is at work.
 */
export async function ensureBuilt({ lenient = false } = {}) {
  if (isBuilt(lenient)) return;
  await holdLock(join(root, '.build.lock'), async () => {
    if (!isBuilt(lenient)) await build(lenient);
  });
}

async function build(lenient) {
  if (lenient && !existsSync(stampFile)) process.stderr.write('Building muster (a few seconds, once) …\n');
  // Taken before the compiler reads: a file that is written meanwhile makes the next build.
  const sources = fingerprintSources();
  const errors = compile();
  if (errors.length > 0) {
    const rest = errors.length > 20 ? `\n… and ${errors.length - 20} more` : '';
    process.stderr.write(`${errors.slice(0, lenient ? 3 : 20).join('\n')}${lenient ? '' : rest}\n`);
    if (!lenient) throw new Error(`${errors.length} type errors`);
    process.stderr.write(`Going on with ${errors.length} type errors (npm run build shows them)\n`);
  }
  removeOrphans();
  const bundle = fingerprintContents(root, ['package-lock.json', ...listCompiled(['dist/workflows', 'dist/model'])]);
  if (readJson(stampFile)?.bundle !== bundle || !existsSync(bundleFile)) await bundleWorkflows();
  const worker = fingerprintContents(root, [
    'package-lock.json',
    'dist/workflow-bundle.js',
    ...listCompiled(['dist/model', 'dist/activities', 'dist/worker']),
  ]);
  if (readJson(buildIdFile)?.worker !== worker) writeAtomically(buildIdFile, JSON.stringify({ worker }));
  writeAtomically(stampFile, JSON.stringify({ sources, bundle, errors: errors.length }));
}

function isBuilt(lenient) {
  const stamp = readJson(stampFile);
  return stamp !== undefined && (lenient || stamp.errors === 0) && stamp.sources === fingerprintSources();
}

function fingerprintSources() {
  const paths = listFiles(root, shipped, (path) => path.endsWith('.ts'));
  return fingerprintTimes(root, [
    ...paths,
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    'scripts/build.js',
  ]);
}

function compile() {
  const { status, stdout, error } = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', 'tsconfig.build.json', '--pretty', 'false'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (error !== undefined) throw new Error(`The compiler cannot be run: ${error.message}`);
  if (status === 0) return [];
  return stdout.split('\n').filter((line) => line.includes('error TS'));
}

/** The compiler leaves the output of a removed source behind; a removed workflow must not be bundled. */
function removeOrphans() {
  for (const path of listFiles(
    root,
    shipped.map((directory) => `dist/${directory}`),
    () => true,
  )) {
    const source = path.slice('dist/'.length).replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    if (!existsSync(join(root, source))) rmSync(join(root, path));
  }
}

async function bundleWorkflows() {
  const workflowsPath = join(root, 'dist/workflows/index.js');
  if (!existsSync(workflowsPath)) throw new Error('dist/workflows/index.js is missing: there is nothing to bundle');
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const say = (level) => (message) => {
    if (level === 'error') process.stderr.write(`${message}\n`);
  };
  const logger = {
    log: (level, message) => say(level.toLowerCase())(message),
    trace() {},
    debug() {},
    info() {},
    warn() {},
    error: say('error'),
  };
  const workflowInterceptorModules = listCompiled(['dist/workflows/interceptors']).map((path) => join(root, path));
  const { code } = await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger });
  writeAtomically(bundleFile, code);
}

function listCompiled(directories) {
  return listFiles(root, directories, (path) => path.endsWith('.js'));
}

function writeAtomically(path, text) {
  mkdirSync(join(path, '..'), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await ensureBuilt();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
