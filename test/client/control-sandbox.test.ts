import { expect, it } from 'vitest';
import { pickSandbox } from '../../client/control-sandbox.ts';

const ONE = { name: 'sandbox', clusterFile: '/state/sandboxes/sandbox/muster.yaml' };
const OTHER = { name: 'meta', clusterFile: '/state/sandboxes/meta/muster.yaml' };

it('takes the only one, whatever the shell works on', () => {
  expect(pickSandbox([ONE], undefined)).toBe(ONE);
  expect(pickSandbox([ONE], OTHER.clusterFile)).toBe(ONE);
});

it('takes of several the one whose cluster file the shell works on', () => {
  expect(pickSandbox([ONE, OTHER], OTHER.clusterFile)).toBe(OTHER);
});

it('asks for a name where that says nothing', () => {
  for (const file of [undefined, '', '/etc/muster/prod.yaml'])
    expect(() => pickSandbox([ONE, OTHER], file)).toThrow(
      expect.objectContaining({
        message: '2 sandboxes run: sandbox, meta',
        hint: 'add --name sandbox or --name meta to the command',
      }),
    );
});
