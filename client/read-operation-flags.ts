import { findNearest } from '../model/cluster-file/nearest.ts';
import { MusterError } from '../model/error.ts';
import { GATES, isGate, whyFirm } from '../model/gates.ts';
import type { WindowFlags } from './read-window-flags.ts';
import { CHECKS_MODES, type OnFailure, type OperationOptions } from '../model/operation.ts';

/** Flags of the commands that submit an operation, as commander gives them. */
export interface OperationFlags extends WindowFlags {
  readonly onFailure?: string;
  readonly checks?: string;
  /** `gate=reason`, as often as given. */
  readonly accept?: readonly string[];
  readonly lost?: boolean;
  readonly outage?: boolean;
  readonly takeOver?: boolean;
  readonly limit?: number;
  /** `false` by --no-drain. @default true */
  readonly drain?: boolean;
  /** As often as given. */
  readonly confirm?: readonly string[];
}

export function readOnFailure({ onFailure = 'hold' }: OperationFlags): OnFailure {
  if (onFailure === 'hold' || onFailure === 'undo') return onFailure;
  throw new MusterError('BAD_INPUT', `--on-failure is ${JSON.stringify(onFailure)}, expected hold or undo`);
}

export function readOptions(flags: OperationFlags): OperationOptions {
  const accept = readAccept(flags.accept ?? []);
  const reason = readReason(flags);
  return {
    ...(flags.checks !== undefined && { checks: readChecks(flags.checks) }),
    ...(Object.keys(accept).length > 0 && { accept }),
    ...(flags.lost === true && { lost: true }),
    ...(flags.drain === false && { noDrain: true }),
    ...(flags.confirm !== undefined && flags.confirm.length > 0 && { confirm: flags.confirm }),
    ...(flags.outage === true && reason !== undefined && { outage: reason }),
    ...(flags.takeOver === true && reason !== undefined && { takeOver: reason }),
    ...(flags.limit !== undefined && { limit: flags.limit }),
  };
}

function readChecks(text: string): NonNullable<OperationOptions['checks']> {
  const mode = CHECKS_MODES.find((candidate) => candidate === text);
  if (mode !== undefined) return mode;
  throw new MusterError('BAD_INPUT', `--checks is ${JSON.stringify(text)}, expected ${CHECKS_MODES.join(', ')}`);
}

/** Each gate by its own name, with a reason that is recorded. */
function readAccept(given: readonly string[]): Readonly<Record<string, string>> {
  const accept: Record<string, string> = {};
  for (const text of given) {
    const [, gate = text, reason = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (!isGate(gate)) throw unknownGate(gate);
    const firm = whyFirm(gate);
    if (firm !== undefined) throw new MusterError('BAD_INPUT', `The gate ${gate} cannot be accepted: ${firm}`);
    if (reason.trim() === '') {
      throw new MusterError('BAD_INPUT', `--accept ${gate} has no reason, expected ${gate}=<why>`, {
        hint: `--accept '${gate}=<why it is right here>'`,
      });
    }
    accept[gate] = reason.trim();
  }
  return accept;
}

function unknownGate(gate: string): MusterError {
  const known = Object.keys(GATES).filter((name) => isGate(name) && whyFirm(name) === undefined);
  const nearest = findNearest(gate, known);
  return new MusterError(
    'BAD_INPUT',
    `No gate is called ${JSON.stringify(gate)}; those that can be accepted are ${known.join(', ')}`,
    {
      ...(nearest !== undefined && { hint: `did you mean ${nearest}?` }),
    },
  );
}

/** One reason says why of all that needs one. */
function readReason({ outage = false, takeOver = false, now = false, reason }: OperationFlags): string | undefined {
  const given = reason?.trim() ?? '';
  if (outage && given === '') {
    throw new MusterError('BAD_INPUT', '--outage needs --reason: it is recorded who stopped the cluster, and why');
  }
  if (takeOver && given === '') {
    throw new MusterError('BAD_INPUT', '--take-over needs --reason: it is recorded who took the cluster over, and why');
  }
  if (reason !== undefined && !outage && !takeOver && !now) {
    throw new MusterError('BAD_INPUT', '--reason is only for --outage, --take-over and --now');
  }
  return given === '' ? undefined : given;
}
