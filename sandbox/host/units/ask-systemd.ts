import { connect } from 'node:net';
import { readMessages, sendMessage } from '../../process/json-lines.ts';
import type { Reply } from './reply.ts';
import type { SystemdRequest } from './systemd-server.ts';

/** What the shims of `systemctl` and `journalctl` run: the sandbox's own process answers. */
const [, , path = '', tool = '', ...args] = process.argv;
const socket = connect(path, () =>
  sendMessage<SystemdRequest>(socket, { host: process.env['SANDBOX_HOST'] ?? '', tool, args }),
);
socket.on('error', () => {
  process.stderr.write("System has not been booted with systemd as init system (PID 1). Can't operate.\n");
  process.exitCode = 1;
});
readMessages<Reply>(socket, ({ code, stdout, stderr }) => {
  process.exitCode = code;
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  socket.destroy();
});
