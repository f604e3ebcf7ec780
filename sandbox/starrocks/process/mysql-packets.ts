import type { Answer, Column, ColumnType } from '../model/answer.ts';

/** The parts of the MySQL protocol that a frontend speaks, as it greets: 8.0.33, mysql_native_password, no TLS. */
const SERVER_VERSION = '8.0.33';
const PLUGIN = 'mysql_native_password';
const UTF8 = 33;
const AUTOCOMMIT = 2;

const CONNECT_WITH_DB = 0x8;
const PROTOCOL_41 = 0x200;
const SECURE_CONNECTION = 0x8000;
const PLUGIN_AUTH = 0x80000;
/** Also long password, long flag, transactions. */
const CAPABILITIES = 0x1 | 0x4 | CONNECT_WITH_DB | PROTOCOL_41 | 0x2000 | SECURE_CONNECTION | PLUGIN_AUTH;

const TYPES: Readonly<Record<ColumnType, number>> = { VAR_STRING: 0xfd, LONG: 0x03, LONGLONG: 0x08, TINY: 0x01 };
const BINARY = 63;

/** 20 bytes without a zero. */
export type Scramble = Buffer;

export function encodeGreeting(connectionId: number, scramble: Scramble): Buffer {
  const fixed = Buffer.alloc(4 + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10);
  fixed.writeUInt32LE(connectionId >>> 0, 0);
  scramble.copy(fixed, 4, 0, 8);
  fixed.writeUInt16LE(CAPABILITIES & 0xffff, 13);
  fixed.writeUInt8(UTF8, 15);
  fixed.writeUInt16LE(AUTOCOMMIT, 16);
  fixed.writeUInt16LE(CAPABILITIES >>> 16, 18);
  fixed.writeUInt8(21, 20);
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from(`${SERVER_VERSION}\0`),
    fixed,
    scramble.subarray(8, 20),
    Buffer.from(`\0${PLUGIN}\0`),
  ]);
}

export interface Login {
  readonly user: string;
  readonly token: Buffer;
  /** False: it was made for another plugin and has to be asked for again. */
  readonly native: boolean;
}

export function decodeLogin(payload: Buffer): Login {
  const flags = payload.readUInt32LE(0);
  let offset = 32;
  const text = () => {
    const end = payload.indexOf(0, offset);
    const value = payload.toString('utf8', offset, end < 0 ? payload.length : end);
    offset = end < 0 ? payload.length : end + 1;
    return value;
  };
  const user = text();
  const length = payload[offset] ?? 0;
  const token = payload.subarray(offset + 1, offset + 1 + length);
  offset += 1 + length;
  if (flags & CONNECT_WITH_DB) text();
  const plugin = flags & PLUGIN_AUTH && offset < payload.length ? text() : PLUGIN;
  return { user, token, native: plugin === PLUGIN || plugin === '' };
}

export function encodeAuthSwitch(scramble: Scramble): Buffer {
  return Buffer.concat([Buffer.from([0xfe]), Buffer.from(`${PLUGIN}\0`), scramble, Buffer.from([0])]);
}

/** The payloads of an answer, one packet each. */
export function encodeAnswer(answer: Answer): Buffer[] {
  switch (answer.kind) {
    case 'ok':
      return [Buffer.from([0, 0, 0, AUTOCOMMIT, 0, 0, 0])];
    case 'error': {
      const head = Buffer.from([0xff, answer.errno & 0xff, answer.errno >> 8]);
      return [Buffer.concat([head, Buffer.from(`#${answer.state}${answer.message}`)])];
    }
    case 'rows':
      return [
        encodeLength(answer.columns.length),
        ...answer.columns.map(encodeColumn),
        EOF,
        ...answer.rows.map((row) => Buffer.concat(row.map(encodeCell))),
        EOF,
      ];
  }
}

const EOF = Buffer.from([0xfe, 0, 0, AUTOCOMMIT, 0]);

function encodeColumn({ name, type }: Column): Buffer {
  const fixed = Buffer.alloc(13);
  fixed.writeUInt8(0x0c, 0);
  fixed.writeUInt16LE(type === 'VAR_STRING' ? UTF8 : BINARY, 1);
  fixed.writeUInt32LE(type === 'VAR_STRING' ? 1024 : 20, 3);
  fixed.writeUInt8(TYPES[type], 7);
  return Buffer.concat([...['def', '', '', '', name, name].map(encodeCell), fixed]);
}

function encodeCell(value: string | null): Buffer {
  if (value === null) return Buffer.from([0xfb]);
  const text = Buffer.from(value);
  return Buffer.concat([encodeLength(text.length), text]);
}

function encodeLength(length: number): Buffer {
  if (length < 251) return Buffer.from([length]);
  if (length < 0x1_0000) return Buffer.from([0xfc, length & 0xff, length >> 8]);
  return Buffer.from([0xfd, length & 0xff, (length >> 8) & 0xff, length >> 16]);
}
