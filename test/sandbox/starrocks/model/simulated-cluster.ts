import { expect } from 'vitest';
import type { Answer } from '../../../../sandbox/starrocks/model/answer.ts';
import { createWorld } from '../../../../sandbox/starrocks/model/create-world.ts';
import { removeProcess } from '../../../../sandbox/starrocks/model/end-process.ts';
import { execute } from '../../../../sandbox/starrocks/model/execute.ts';
import type { Environment, Process, ProcessStart } from '../../../../sandbox/starrocks/model/process.ts';
import type { Session } from '../../../../sandbox/starrocks/model/session.ts';
import { startProcess } from '../../../../sandbox/starrocks/model/startup.ts';
import type { World } from '../../../../sandbox/starrocks/model/world.ts';

const PORTS = { http: 8030, rpc: 9020, query: 9030, editLog: 9010 };
/** 2026-11-21 10:57:30 UTC. */
const BEGUN = Date.UTC(2026, 10, 21, 10, 57, 30);

export interface Asked {
  answer: Answer | undefined;
  /** Seconds from the question to the answer. */
  took: number | undefined;
}

/** A simulated frontend and what it was told to do. */
export class Node {
  readonly host: string;
  readonly lines: string[] = [];
  process: Process;
  meta: Environment | undefined;
  exitCode: number | undefined;
  portsOpenedAt: number | undefined;

  constructor(cluster: SimulatedCluster, host: string, start: Partial<ProcessStart>, meta?: Environment) {
    this.host = host;
    this.meta = meta;
    this.process = startProcess(
      cluster.world,
      {
        home: `/${host}/fe`,
        host,
        ports: PORTS,
        helpers: [],
        meta: meta === undefined ? 'none' : 'both',
        ...(meta !== undefined && { environment: meta.id }),
        ...start,
      },
      {
        log: (line) => this.lines.push(line),
        writeMeta: (environment) => {
          this.meta = environment;
        },
        openPorts: () => {
          this.portsOpenedAt = cluster.seconds;
        },
        greetsChanged: () => {},
        exit: (code) => {
          this.exitCode = code;
        },
        die: () => cluster.kill(this),
      },
    );
  }

  get log(): string {
    return this.lines.join('\n');
  }
}

/** The model alone, with a clock that the test moves. Hosts are 10.77.0.1 to .9. */
export class SimulatedCluster {
  readonly world: World;
  readonly addresses = new Map<string, string[]>();
  #seed = 7;

  /** @param speed how much faster than the clock on the wall the model's time runs */
  constructor(speed = 1) {
    for (let last = 1; last < 10; last++) this.addresses.set(ip(last), [ip(last)]);
    this.world = createWorld({
      wall: (time) => BEGUN + time / speed,
      random: () => {
        this.#seed = (this.#seed * 16_807) % 2_147_483_647;
        return this.#seed / 2_147_483_647;
      },
      addressesOf: (host) => [...this.addresses.values()].find((addresses) => addresses.includes(host)),
    });
  }

  get seconds(): number {
    return this.world.now / 1000;
  }

  /** Lets so many seconds pass. */
  pass(seconds: number): void {
    this.world.time.advanceTo(this.world.now + seconds * 1000);
  }

  /**
   * Lets time pass until it is so; answers how many seconds that took.
   * @param step seconds between two looks
   */
  until(what: () => boolean, limit = 120, step = 0.01): number {
    const begun = this.seconds;
    while (!what()) {
      if (this.seconds - begun > limit) throw new Error(`not so within ${limit} s`);
      this.pass(step);
    }
    return this.seconds - begun;
  }

  start(last: number, start: Partial<ProcessStart> = {}, meta?: Environment): Node {
    return new Node(this, ip(last), start, meta);
  }

  kill({ process }: Node): void {
    removeProcess(this.world, process);
  }

  ask(node: Node, sql: string, session = openClient()): Asked {
    const asked: Asked = { answer: undefined, took: undefined };
    const begun = this.seconds;
    execute(this.world, node.process, session, sql, (answer) => {
      asked.answer = answer;
      asked.took = this.seconds - begun;
    });
    return asked;
  }

  /** Asks and waits for the answer. */
  sql(node: Node, sql: string): Answer {
    const asked = this.ask(node, sql);
    this.until(() => asked.answer !== undefined, 15);
    return asked.answer as Answer;
  }

  /** SHOW FRONTENDS by host. */
  show(node: Node, statement = 'SHOW FRONTENDS'): Map<string, Record<string, string | null>> {
    return rowsByHost(this.sql(node, statement));
  }

  /** One that leads, and as many followers as are asked for, all alive. */
  form(frontends: number): Node[] {
    const first = this.start(1);
    this.until(() => first.process.ready);
    this.until(() => this.show(first).get(ip(1))?.['QueryPort'] === '9030');
    const nodes = [first];
    for (let last = 2; last <= frontends; last++) nodes.push(this.join(first, last));
    return nodes;
  }

  join(leader: Node, last: number, role = 'FOLLOWER'): Node {
    expect(this.sql(leader, `ALTER SYSTEM ADD ${role} '${ip(last)}:9010'`)).toEqual({ kind: 'ok' });
    const node = this.start(last, { helpers: [{ host: leader.host, port: 9010 }] });
    this.until(() => this.show(leader).get(ip(last))?.['Alive'] === 'true');
    return node;
  }
}

/** A connection of root. */
export function openClient(): Session {
  return { id: 1, user: 'root', roles: ['root'], statementsAtLeave: 0 };
}

export function ip(last: number): string {
  return `10.77.0.${last}`;
}

export function rowsByHost(answer: Answer): Map<string, Record<string, string | null>> {
  if (answer.kind !== 'rows') throw new Error(`no rows: ${JSON.stringify(answer)}`);
  const names = answer.columns.map(({ name }) => name);
  return new Map(
    answer.rows.map((row) => {
      const byName = Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]));
      return [byName['IP'] ?? '', byName];
    }),
  );
}

export function messageOf(answer: Answer | undefined): string {
  return answer?.kind === 'error' ? answer.message : `no error: ${JSON.stringify(answer)}`;
}
