import { expect, test } from 'vitest';
import { PROCEDURES } from '../../workflows/procedures.ts';
import { BACKEND_PROCEDURES } from '../faults/backend-procedures.ts';
import { META_PROCEDURES } from '../faults/meta-procedures.ts';
import { PROCEDURES as FRONTEND_PROCEDURES } from '../faults/procedures.ts';

/** As `engine verb role`, which is how procedures are found. */
const faulted = [...FRONTEND_PROCEDURES, ...BACKEND_PROCEDURES, ...META_PROCEDURES].map(
  ({ sandbox: { engine = 'starrocks' }, request: { verb = 'add', role = 'fe' } }) => `${engine} ${verb} ${role}`,
);

test('every procedure is in the fault harness, under one of its names', () => {
  const missing = Object.entries(PROCEDURES).filter(([, procedure]) => {
    const names = Object.entries(PROCEDURES).flatMap(([name, other]) => (other === procedure ? [name] : []));
    return !names.some((name) => faulted.includes(name));
  });
  expect(missing.map(([name]) => name)).toEqual([]);
});

test('the fault harness has no procedure that is not there', () => {
  expect(faulted.filter((name) => !(name in PROCEDURES))).toEqual([]);
});
