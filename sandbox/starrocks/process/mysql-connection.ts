import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type Answer, failure, OK } from '../model/answer.ts';
import { decodeLogin, encodeAnswer, encodeAuthSwitch, encodeGreeting, type Scramble } from './mysql-packets.ts';

/** Whoever knows users and statements. A reply may never come: then the client waits. */
export interface MysqlHandler {
  login(connection: number, user: string, scramble: Scramble, token: Buffer, reply: (answer: Answer) => void): void;
  query(connection: number, sql: string, reply: (answer: Answer, cut: boolean) => void): void;
  closed(connection: number): void;
}

const COM_QUIT = 1;
const COM_INIT_DB = 2;
const COM_QUERY = 3;
const COM_PING = 14;
const COM_PREPARE = 22;
const COM_RESET = 31;

/** One client. Commands are answered one after the other, as the protocol has it. */
export class MysqlConnection {
  readonly #socket: Socket;
  readonly #id: number;
  readonly #handler: MysqlHandler;
  readonly #scramble: Scramble = randomBytes(20).map((byte) => (byte % 94) + 33) as Buffer;
  #state: 'login' | 'switch' | 'commands' = 'login';
  #user = '';
  #sequence = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, id: number, handler: MysqlHandler) {
    this.#socket = socket;
    this.#id = id;
    this.#handler = handler;
    socket.setNoDelay(true);
    socket.on('data', (data: Buffer) => this.#read(data));
    socket.on('close', () => handler.closed(id));
    this.#write([encodeGreeting(id, this.#scramble)]);
  }

  #read(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data]);
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUIntLE(0, 3);
      if (this.#rest.length < 4 + length) return;
      this.#sequence = ((this.#rest[3] ?? 0) + 1) & 0xff;
      const payload = this.#rest.subarray(4, 4 + length);
      this.#rest = this.#rest.subarray(4 + length);
      this.#handle(payload);
    }
  }

  #handle(payload: Buffer): void {
    switch (this.#state) {
      case 'login': {
        const login = decodeLogin(payload);
        this.#user = login.user;
        if (login.native) return this.#logIn(login.token);
        this.#state = 'switch';
        return this.#write([encodeAuthSwitch(this.#scramble)]);
      }
      case 'switch':
        return this.#logIn(payload);
      case 'commands':
        return this.#command(payload[0] ?? 0, payload.subarray(1).toString('utf8'));
    }
  }

  #logIn(token: Buffer): void {
    this.#handler.login(this.#id, this.#user, this.#scramble, token, (answer) => {
      this.#state = 'commands';
      this.#write(encodeAnswer(answer));
      if (answer.kind === 'error') this.#socket.end();
    });
  }

  #command(code: number, text: string): void {
    switch (code) {
      case COM_QUIT:
        this.#socket.end();
        return;
      case COM_PING:
      case COM_INIT_DB:
      case COM_RESET:
        return this.#write(encodeAnswer(OK));
      case COM_QUERY:
        this.#handler.query(this.#id, text, (answer, cut) => {
          if (cut) this.#socket.destroy();
          else this.#write(encodeAnswer(answer));
        });
        return;
      case COM_PREPARE: {
        const message = 'This command is not supported in the prepared statement protocol yet';
        return this.#write(encodeAnswer(failure(message, 1295, 'HY000')));
      }
      default:
        return this.#write(encodeAnswer(failure(`Unsupported command(${code})`, 1047, '08S01')));
    }
  }

  #write(payloads: readonly Buffer[]): void {
    if (this.#socket.destroyed) return;
    const packets = payloads.map((payload) => {
      const head = Buffer.alloc(4);
      head.writeUIntLE(payload.length, 0, 3);
      head.writeUInt8(this.#sequence, 3);
      this.#sequence = (this.#sequence + 1) & 0xff;
      return Buffer.concat([head, payload]);
    });
    this.#socket.write(Buffer.concat(packets));
  }
}
