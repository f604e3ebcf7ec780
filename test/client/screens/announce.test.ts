import { it, expect } from 'vitest';
import { announce } from '../../../client/screens/announce.ts';
import { VIEW } from './examples.ts';

const node = (alias: string, role: 'fe' | 'be' | 'cn', last: number, port: number) => ({
  alias,
  role,
  handle: `10.0.0.${last}:${port}`,
});
const BE3 = node('be-3', 'be', 3, 9050);
const BE4 = node('be-4', 'be', 4, 9050);
const CN1 = node('cn-1', 'cn', 9, 9050);
const FE2 = node('fe-2', 'fe', 2, 9010);

it('what is about to be asked for says how long it takes and until when there is a way back', async () => {
  const screens = [
    announce('remove', 'prod', [BE3], {}, VIEW),
    announce('remove', 'prod', [BE3, BE4], { lost: true }, { ...VIEW, file: 'prod.yaml' }),
    announce('remove', 'prod', [BE3], { noDrain: true }, VIEW),
    announce('remove', 'prod', [CN1], {}, VIEW),
    announce('remove', 'prod', [FE2], {}, VIEW),
    announce('add', 'prod', [BE3, BE4], {}, VIEW),
    announce('add', 'prod', [BE3, BE4], { limit: 1 }, VIEW),
    announce('restart', 'prod', [BE3, BE4], {}, VIEW),
  ];
  const text = screens.map((lines) => lines.join('\n')).join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot('golden/announce.txt');
});
