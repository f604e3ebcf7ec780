import type { TestSandbox } from '../fixtures/test-sandbox.ts';

/** What must be the same however the way there went: members, processes and files. Times, pids and ids are left out. */
export async function readEndState(sandbox: TestSandbox): Promise<unknown> {
  return normalise(await sandbox.control('snapshot'), sandbox);
}

function normalise(value: unknown, sandbox: TestSandbox): unknown {
  const text = JSON.stringify(value)
    .replaceAll(sandbox.info.dir, '<dir>')
    .replaceAll(sandbox.info.network, '<net>')
    .replaceAll(/retired-\d{8}T\d{6}Z(\.1)*/g, 'retired-<time>')
    .replaceAll(/_(\d{13})\b/g, '_<millis>');
  return JSON.parse(text);
}
