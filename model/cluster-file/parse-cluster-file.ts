import type { ClusterSpec } from '../cluster.ts';
import type { DatabendFile } from './databend-schema.ts';
import { resolveDatabend } from './resolve-databend.ts';
import { resolveStarRocks } from './resolve-starrocks.ts';
import type { Resolving } from './resolving.ts';
import type { StarRocksFile } from './starrocks-schema.ts';
import { MusterError } from '../error.ts';
import { describeIssue } from './describe-issue.ts';
import { chooseSchema } from './schema.ts';
import { type Problem, readSource, type Source } from './source.ts';

export interface ParseOptions {
  /** How the file is named in errors. */
  readonly file: string;
  /** Makes a path of the file absolute: `~` and relative ones. */
  readonly resolvePath: (path: string) => string;
}

/** Reads a cluster file. Every error has `file:line:column`; all are told at once in one BAD_INPUT. */
export function parseClusterFile(text: string, { file, resolvePath }: ParseOptions): ClusterSpec {
  const source = readSource(text);
  if (source.problems.length > 0) throw refuse(file, source, source.problems);

  const checked = chooseSchema(source.value).safeParse(source.value);
  if (!checked.success) {
    throw refuse(
      file,
      source,
      checked.error.issues.flatMap((issue) => describeIssue(issue, source)),
    );
  }

  const problems: Problem[] = [];
  const report: Resolving<unknown>['report'] = (offset, message) => problems.push({ offset, message });
  const context = { source, resolvePath, report };
  if (Object.keys(checked.data.nodes).length === 0)
    report(source.keyAt(['nodes']), 'nodes is empty, expected at least one node');
  const cluster = isDatabend(checked.data)
    ? resolveDatabend({ ...context, file: checked.data })
    : resolveStarRocks({ ...context, file: checked.data });
  if (problems.length > 0) throw refuse(file, source, problems);
  return cluster;
}

function isDatabend(file: StarRocksFile | DatabendFile): file is DatabendFile {
  return file.engine === 'databend';
}

function refuse(file: string, source: Source, problems: readonly Problem[]): MusterError {
  const lines = [...problems]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => `${file}:${source.place(offset)}: ${message}`);
  const [first = file, ...rest] = [...new Set(lines)];
  const hint =
    rest.length === 0
      ? `correct ${file} and repeat the command`
      : `correct these ${rest.length + 1} places of ${file} and repeat the command`;
  return new MusterError('BAD_INPUT', first, { hint, details: rest });
}
