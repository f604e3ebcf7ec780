import { it, expect } from 'vitest';
import { announce } from '../../../client/screens/announce.ts';
import { VIEW } from './examples.ts';

const node = (alias: string, role: 'fe' | 'be' | 'cn', last: number, port: number) => ({
  alias,
  role,
  handle: `10.0.0.${last}:${port}`,
});
const PROD = { name: 'prod', engine: 'starrocks' } as const;
const BE3 = node('be-3', 'be', 3, 9050);
const BE4 = node('be-4', 'be', 4, 9050);
const CN1 = node('cn-1', 'cn', 9, 9050);
const FE2 = node('fe-2', 'fe', 2, 9010);

it('what is about to be asked for says how long it takes and until when there is a way back', async () => {
  const screens = [
    announce('remove', PROD, [BE3], {}, VIEW),
    announce('remove', PROD, [BE3, BE4], { lost: true }, { ...VIEW, file: 'prod.yaml' }),
    announce('remove', PROD, [BE3], { noDrain: true }, VIEW),
    announce('remove', PROD, [CN1], {}, VIEW),
    announce('remove', PROD, [FE2], {}, VIEW),
    announce('add', PROD, [BE3, BE4], {}, VIEW),
    announce('add', PROD, [BE3, BE4], { limit: 1 }, VIEW),
    announce('restart', PROD, [BE3, BE4], {}, VIEW),
  ];
  const text = screens.map((lines) => lines.join('\n')).join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot('golden/announce.txt');
});

it('what is asked of a Meta service says what becomes of the ids', async () => {
  const meta = (id: number) => ({ alias: `meta-${id}`, role: 'meta' as const, handle: `10.0.0.${id}:28004` });
  const cluster = { name: 'meta-prod', engine: 'databend' } as const;
  const screens = [
    announce('add', cluster, [meta(4)], {}, VIEW),
    announce('remove', cluster, [meta(2), meta(3)], {}, VIEW),
    announce('remove', cluster, [{ ...meta(9), alias: '10.0.0.9:28004' }], { lost: true }, VIEW),
    announce('replace', cluster, [meta(2)], { with: ['meta-6'] }, { ...VIEW, file: 'meta.yaml' }),
    announce('transfer-leader', cluster, [meta(3)], {}, VIEW),
    announce('transfer-leader', cluster, [], {}, VIEW),
    announce('restart', cluster, [meta(1), meta(2)], {}, VIEW),
    announce('restart', cluster, [{ alias: 'query-1', role: 'query', handle: '10.0.0.9:8000' }], {}, VIEW),
    announce('deploy', cluster, [meta(1), meta(2)], {}, VIEW),
  ];
  const text = screens.map((lines) => lines.join('\n')).join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot('golden/announce-meta.txt');
});
