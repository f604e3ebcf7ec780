import type { Client } from 'ssh2';
import type { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { connect, type Outcome, run } from '../host/ssh-client.ts';

/** A person's shell on a host of the sandbox, with the product's programs in the path. */
export class HostShell {
  readonly #client: Client;
  readonly root: string;
  readonly address: string;

  private constructor(client: Client, root: string, address: string) {
    this.#client = client;
    this.root = root;
    this.address = address;
  }

  static async open({ info }: TestSandbox, name: string): Promise<HostShell> {
    const host = info.hostsList.find((one) => one.name === name);
    if (host === undefined) throw new Error(`no host ${name}`);
    const client = await connect({ dir: info.dir, host, sshPort: info.sshPort }, { user: 'databend' });
    return new HostShell(client, host.root, host.address);
  }

  run(command: string): Promise<Outcome> {
    return run(this.#client, `PATH="$PWD/usr/bin:$PATH"; ${command}`);
  }

  /** Its stdout; a command that fails is an error. */
  async say(command: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(command);
    if (code !== 0) throw new Error(`${command}: ${code} ${stdout}${stderr}`);
    return stdout.trim();
  }

  close(): void {
    this.#client.end();
  }
}
