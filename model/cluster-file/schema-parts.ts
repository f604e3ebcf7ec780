import { z } from 'zod';
import { SECRET_FORMS } from './secret-ref.ts';
import { parseJumps } from './parse-jumps.ts';
import { CUTOFF_EXPECTED, parseCutoff } from '../windows/parse-cutoff.ts';
import { parseSpan, SPAN_EXPECTED } from '../windows/parse-span.ts';
import { ZONE_EXPECTED } from '../windows/judge-windows.ts';
import { isZone } from '../windows/wall-clock.ts';
import { NOTICE_WORDS } from '../notices/events.ts';
import { ABSOLUTE_PATH, ALIAS, HOST, isHost, LOCAL_PATH, USER } from '../patterns.ts';

/** A message of this schema is what was expected there; `describeIssue` puts place and finding before it. */
export function text(expected: string, pattern: RegExp) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

const PORT = 'a port between 1 and 65535';
export const port = z
  .number({ error: PORT })
  .int({ error: PORT })
  .min(1, { error: PORT })
  .max(65_535, { error: PORT })
  .meta({ description: 'TCP port' });

export const alias = text(
  'a name of letters, digits, "-", "_" and ".", beginning with a letter, at most 63 long',
  ALIAS,
);
export const remotePath = text('an absolute path without "..", spaces or shell characters', ABSOLUTE_PATH);
export const localPath = text(
  'a path (absolute, ~/… or relative to this file) without spaces or shell characters',
  LOCAL_PATH,
);
export const user = text('a user name of letters, digits, "_", "-" and "."', USER);
export const secret = text(`a reference: write ${SECRET_FORMS}`, /^(?:env|file|exec):/).meta({
  description: `Where the worker finds the secret: ${SECRET_FORMS}; never the secret itself`,
});

const AGENT = 'true or false';
const JUMP = 'user@host:port, several with commas between, or none';
const SSH_HOST = 'a host name or an IP address';
export const ssh = z.strictObject(
  {
    host: z.string({ error: SSH_HOST }).refine(isHost, { error: SSH_HOST }).exactOptional().meta({
      description: 'Address for SSH, when it is not the one that the database stores',
    }),
    port: port.exactOptional().meta({ description: 'Default 22' }),
    user: user.exactOptional().meta({ description: 'Required, unless `config` knows one' }),
    key: localPath.exactOptional().meta({
      description: 'Private key on the machine of the worker. Default ~/.ssh/id_ed25519',
    }),
    passphrase: secret.exactOptional().meta({ description: `Of the key, as a reference: ${SECRET_FORMS}` }),
    agent: z.boolean({ error: AGENT }).exactOptional().meta({
      description: "Keys of the ssh-agent that the worker's SSH_AUTH_SOCK leads to, after `key`. Default false",
    }),
    config: localPath.exactOptional().meta({
      description: 'Configuration of the OpenSSH client on the machine of the worker; what is said here wins over it',
    }),
    jump: z
      .string({ error: JUMP })
      .refine((text) => parseJumps(text) !== undefined, { error: JUMP })
      .exactOptional()
      .meta({ description: 'Servers on the way, as ssh -J takes them: user@host:port, several with commas, or none' }),
    knownHosts: localPath.exactOptional().meta({ description: 'Always checked. Default ~/.ssh/known_hosts' }),
  },
  {
    error: 'a mapping such as { user: starrocks, port: 22, key: ~/.ssh/id_ed25519 }',
  },
);

/** An address as the database stores it. */
export const storedHost = text(
  'a host name or an IPv4 address (IPv6 is not supported as the address of a node yet)',
  HOST,
).meta({
  description: 'The address as the database stores it',
});

/** What a node of every engine may say, and the defaults of its role. */
export const placementParts = {
  become: user.exactOptional().meta({
    description: 'User on the host that every command and file is of, by `sudo -n`. Default: the SSH user itself',
  }),
  package: localPath.exactOptional().meta({
    description: 'Archive on the machine of the worker, placed where the product is missing',
  }),
  ssh: ssh
    .exactOptional()
    .meta({ description: 'How the worker reaches the host; merged key by key, the nearer one wins' }),
};

const ON = `one of ${NOTICE_WORDS.join(', ')}`;
const HOOK = 'a mapping such as { url: env:HOOK, on: [needs-attention, stalled, ended] }';
const HOOKS = 'a list of at most ten hooks, each a mapping such as { url: env:HOOK }';
const hook = z.strictObject(
  {
    url: secret.meta({
      description: `Where the worker finds the address, http or https: ${SECRET_FORMS}; never the address itself`,
    }),
    on: z
      .array(z.enum(NOTICE_WORDS, { error: ON }), { error: `a list of ${NOTICE_WORDS.join(', ')}` })
      .min(1, { error: `at least ${ON}` })
      .exactOptional()
      .meta({ description: 'What it is told of. Default [needs-attention, stalled, ended]' }),
  },
  { error: HOOK },
);
const notify = z.array(hook, { error: HOOKS }).max(10, { error: HOOKS });

const PACE = 'a number between 0.01 and 10';

/** What the file of every engine has beside engine, roles and nodes. */
export const fileParts = {
  name: alias.meta({ description: 'Of the cluster; the lock of its operations' }),
  ssh: ssh.exactOptional().meta({ description: 'How the worker reaches the hosts' }),
  package: localPath.exactOptional().meta({
    description: 'Archive on the machine of the worker, placed where the product is missing',
  }),
  pace: z.number({ error: PACE }).min(0.01, { error: PACE }).max(10, { error: PACE }).exactOptional().meta({
    description: 'Multiplies every waiting time. For sandboxes, whose clock runs faster. Default 1',
  }),
  notify: notify.exactOptional().meta({
    description: 'Who is told when an operation needs a person, stands still or has ended: a POST with JSON',
  }),
};

const SPANS_EXPECTED = `a list of windows, each ${SPAN_EXPECTED}`;

/** When disruptive steps may begin. */
export const windowParts = {
  windows: z
    .array(
      z.string({ error: SPAN_EXPECTED }).refine((text) => parseSpan(text) !== undefined, { error: SPAN_EXPECTED }),
      { error: SPANS_EXPECTED },
    )
    .min(1, { error: SPANS_EXPECTED })
    .exactOptional()
    .meta({
      description:
        'When restarts, stops, drops and changes of the leader may begin, such as "SAT-02:00,SAT-06:00", or "22:00,04:00" for each day. Default: at any time',
    }),
  timezone: z
    .string({ error: ZONE_EXPECTED })
    .refine(isZone, { error: ZONE_EXPECTED })
    .exactOptional()
    .meta({ description: 'Of the windows, an IANA name. Default UTC' }),
  cutoff: z
    .string({ error: CUTOFF_EXPECTED })
    .refine((text) => parseCutoff(text) !== undefined, { error: CUTOFF_EXPECTED })
    .exactOptional()
    .meta({ description: 'Nothing begins any more so long before the end of a window, such as 30m. Default 0m' }),
};

const GENTLE = 'gentle-outside';
const GENTLE_SLOTS = 'a number from 2 to 64';

/** Of an engine whose drains move data by a throttle that can be set. */
export const drainParts = {
  drain: z.enum([GENTLE], { error: GENTLE }).exactOptional().meta({
    description: 'Outside of the windows a drain goes on with few clone slots. Default: it goes on as it is',
  }),
  gentleSlots: z
    .number({ error: GENTLE_SLOTS })
    .int({ error: GENTLE_SLOTS })
    .min(2, { error: GENTLE_SLOTS })
    .max(64, { error: GENTLE_SLOTS })
    .exactOptional()
    .meta({ description: 'Copies that a disk sends and receives at once outside of the windows. Default 2' }),
};

export const ENGINE_EXPECTED = 'starrocks or databend';
export const NODES_EXPECTED = 'a mapping of node names to nodes, such as ';
export const FILE_EXPECTED = 'a mapping that begins with name:, engine: and version:';
