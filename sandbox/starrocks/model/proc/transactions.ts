import { type Answer, type Cell, textRows } from '../answer.ts';
import type { Transaction } from '../storage/catalog.ts';
import { noSuchPath, type ProcContext, timeCell } from './proc-context.ts';

const COLUMNS = (
  'TransactionId Label Coordinator TransactionStatus LoadJobSourceType PrepareTime PreparedTime CommitTime PublishTime ' +
  'FinishTime Reason ErrorReplicasCount ListenerId TimeoutMs PreparedTimeoutMs ErrMsg'
).split(' ');

const MOST = 2_000;

/** `/transactions/<database>/running|finished/<transaction>`, as read of 3.5. */
export function showTransactions(context: ProcContext, segments: readonly string[]): Answer {
  const { storage } = context;
  const [databaseName, state, transactionId] = segments;
  if (databaseName === undefined) {
    const rows = [...storage.databases].sort((a, b) => a.id - b.id).map(({ id, name }) => [String(id), name]);
    return textRows(['DbId', 'DbName'], rows);
  }
  const database = storage.databases.find(({ id, name }) => String(id) === databaseName || name === databaseName);
  if (database === undefined) return noSuchPath(context, `Unknown database id or name "${databaseName}"`);
  const all = storage.transactions.filter(({ databaseId }) => databaseId === database.id);
  const running = all.filter(isRunning);
  if (state === undefined) {
    const finished = all.length - running.length;
    return textRows(
      ['State', 'Number'],
      [
        ['running', String(running.length)],
        ['finished', String(finished)],
      ],
    );
  }
  if (state !== 'running' && state !== 'finished') return noSuchPath(context, 'State is invalid');
  if (transactionId !== undefined) {
    const found = all.find(({ id }) => String(id) === transactionId);
    if (found === undefined) return noSuchPath(context, `Transaction[${transactionId}] does not exist.`);
    return textRows(
      ['TableId', 'CommittedPartitionIds'],
      found.tableIds.map((id) => [String(id), '']),
    );
  }
  const shown = state === 'running' ? running : all.filter((one) => !isRunning(one));
  const newestFirst = [...shown].sort((a, b) => b.id - a.id).slice(0, MOST);
  return textRows(
    COLUMNS,
    newestFirst.map((one) => describe(context, one)),
  );
}

function isRunning({ state }: Transaction): boolean {
  return state === 'PREPARE' || state === 'COMMITTED';
}

function describe(context: ProcContext, transaction: Transaction): Cell[] {
  const { process } = context;
  const { id, label, state, beganAt, finishedAt, timeoutMs } = transaction;
  const finished = timeCell(context, finishedAt);
  const committed = state === 'VISIBLE' ? finished : null;
  return [
    ...[String(id), label, `FE: ${process.host}`, state, 'BACKEND_STREAMING', timeCell(context, beganAt), null],
    ...[committed, committed, finished, '', '0', '-1', String(timeoutMs), '86400000', ''],
  ];
}
