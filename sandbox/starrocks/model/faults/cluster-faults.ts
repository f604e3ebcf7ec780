import { forgetConfig, restoreConfig } from '../frontend-config.ts';
import type { Backend } from '../metadata.ts';
import { cutHost, mendHost } from '../network.ts';
import type { World } from '../world.ts';
import { type FaultContext, type InjectFault, oneLeaving } from './fault-context.ts';
import { changeSetting } from './replica-faults.ts';

/** How full the disks of the others are: above storage_usage_soft_limit_percent. */
const FULL = 0.95;

/** Something else than tablets fills the disks of every backend that stays. */
export const noSpace: InjectFault = (context) => {
  oneLeaving(context, 'no-space');
  const { storage } = context.view;
  const disks = context.staying.flatMap(({ id }) => storage.disksOf(id));
  const before = disks.map(({ otherUsed }) => otherUsed);
  for (const disk of disks) disk.otherUsed = Math.max(disk.otherUsed, disk.capacity * FULL - storage.dataOn(disk));
  return () => {
    for (const [index, disk] of disks.entries()) disk.otherUsed = before[index] ?? disk.otherUsed;
  };
};

/** What upgrade runbooks set and forget. */
export const schedulerOff: InjectFault = (context) =>
  changeSetting(context, 'tablet_sched_max_scheduling_tablets', '0');

/** Hours before a tablet that is not healthy is looked after, left over from somebody's maintenance. */
export const throttled: InjectFault = (context) =>
  changeSetting(context, 'tablet_sched_repair_delay_factor_second', '3600');

/** Every backend that stays is cut off without a word. */
export const targetsDead: InjectFault = (context) => {
  oneLeaving(context, 'targets-dead');
  const { world, leaving, staying } = context;
  const silenced = staying.filter(({ host }) => !leaving.some((one) => one.host === host));
  const voices = silenced.map((backend) => silence(world, backend));
  return () => {
    for (const speak of voices) speak();
  };
};

function silence(world: World, { host, port }: Backend): () => void {
  const address = `${host}:${port}`;
  if (world.backends.delete(address)) return () => void world.backends.add(address);
  cutHost(world, host);
  return () => mendHost(world, host);
}

/** The leader has the values of its file again, as another one would have. */
export const knobsLost: InjectFault = ({ leader }: FaultContext) => {
  const before = forgetConfig(leader);
  return (current) => restoreConfig(current, before);
};
