import { resolve } from 'node:path';
import { MusterError } from '../../model/error.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { quoteWord } from '../../model/quote-word.ts';
import type { RequestTemplate, ScheduleSource } from '../../model/schedule/schedule.ts';
import type { LoadedCluster } from '../load-cluster.ts';
import { makeRequest } from '../make-request.ts';
import { resolveAsked } from '../resolve-asked.ts';
import { whoami } from '../whoami.ts';
import { readCommand } from './read-command.ts';

export interface Template {
  readonly request: RequestTemplate;
  readonly source: ScheduleSource;
}

/** The operation that a firing asks for, from the words after `--` and the cluster file as it is now. */
export async function makeTemplate(words: readonly string[], loaded: LoadedCluster): Promise<Template> {
  const { verb, names, flags } = await readCommand(words);
  // The phrase would be typed days before what it is about, and by nobody who looks.
  if (flags.drain === false || (flags.confirm?.length ?? 0) > 0) {
    const flag = flags.drain === false ? '--no-drain' : '--confirm';
    throw new MusterError(
      'BAD_INPUT',
      `${flag} is not for a schedule: it loses data, which is confirmed in a phrase, and nobody is there to be asked`,
      { hint: ['muster', ...words.map(quoteWord)].join(' ') },
    );
  }
  // Week after week it would take the cluster from whoever holds it then.
  if (flags.takeOver === true) {
    throw new MusterError(
      'BAD_INPUT',
      '--take-over is not for a schedule: which installation is gone is said by somebody who has looked',
      { hint: ['muster', ...words.map(quoteWord)].join(' ') },
    );
  }
  const { nodes, options, onFailure } = resolveAsked(verb, names, flags, loaded);
  const { cluster, file } = loaded;
  const request = makeRequest({ verb, cluster, nodes, mode: 'run', onFailure, options });
  // It is read later, and elsewhere.
  const source = { file: resolve(file), readAt: new Date().toISOString(), by: whoami() };
  return { request: asTemplate(request), source };
}

function asTemplate({ id: _, by: __, notAfter: ___, ...template }: OperationRequest): RequestTemplate {
  return template;
}
