// Replays one history in a process of its own, whose TZ is that of the environment: node replay-elsewhere.js <bundle> <history>
import { readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

const [bundle, file] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: {} });
const history = historyFromJSON(JSON.parse(readFileSync(file, 'utf8')));
await Worker.runReplayHistory({ workflowBundle: { codePath: bundle } }, history, 'replayed');
console.log(`replayed at ${new Date(0).toString().slice(16, 33)}`);
