import { type Answer, failure } from '../answer.ts';

/** Codes and words as read of 3.5; the analyzer puts its own before what it finds. */
export function unknownDatabase(name: string): Answer {
  return failure(`Getting analyzing error. Detail message: Unknown database '${name}'.`, 5501, '3F000');
}

export function unknownTable(name: string): Answer {
  return failure(`Getting analyzing error. Detail message: Unknown table '${name}'.`, 5502, '42602');
}

export function tableExists(name: string): Answer {
  return failure(`Getting analyzing error. Detail message: Table '${name}' already exists.`, 1050, '42S01');
}

export const NO_DATABASE: Answer = failure(
  'Getting analyzing error. Detail message: No database selected.',
  1046,
  '3D000',
);
