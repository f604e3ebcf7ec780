import { describe, expect, it } from 'vitest';
import { createRandom, SimulatedCluster } from './simulated-cluster.ts';

describe('elections', () => {
  it('takes 2.2 to 3 s from the death of a leader to the next one, a split vote apart', () => {
    const random = createRandom(7);
    const times = Array.from({ length: 20 }, (_, seed) => {
      const cluster = new SimulatedCluster(seed);
      cluster.grow(3);
      cluster.run(random() * 500);
      cluster.kill(1);
      return cluster.until(() => cluster.leaderAmong(2, 3) !== undefined);
    }).sort((one, other) => one - other);
    expect(times[0]).toBeGreaterThan(2_000);
    expect(times[9]).toBeLessThan(3_000);
    // Two that stand at once both lose, and stand again a second later.
    expect(times[19]).toBeLessThan(6_000);
  });
});
