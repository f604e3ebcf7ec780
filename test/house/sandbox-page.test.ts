import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOST_FAULTS } from '../../sandbox/host/host-faults.ts';
import { SHIM_FAULTS } from '../../sandbox/host/shim-faults.ts';
import { DATABEND_FAULTS } from '../../sandbox/databend/faults.ts';
import { FRONTEND_FAULTS } from '../../sandbox/starrocks/faults.ts';
import { DATA_FAULTS } from '../../sandbox/starrocks/model/faults/data-faults.ts';

const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');

function listNamed(section: string): readonly (string | undefined)[] {
  return [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map((match) => match[1]).sort();
}

describe('the page of the sandbox', () => {
  it('has a line for every fault, and no other', () => {
    const section = page.slice(page.indexOf('## Faults'), page.indexOf('## What is recorded'));
    expect(listNamed(section)).toEqual(
      Object.keys({ ...FRONTEND_FAULTS, ...DATA_FAULTS, ...HOST_FAULTS, ...SHIM_FAULTS }).sort(),
    );
  });

  it("has a line for every fault of Databend's, and no other", () => {
    const section = page.slice(page.indexOf('## Databend'));
    expect(listNamed(section)).toEqual(Object.keys(DATABEND_FAULTS).sort());
  });
});
