import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { LONGEST } from './longest-files.ts';

/**
 * A fresh clone has measured nothing, and vitest then goes by the size of files: one of few lines and of minutes began last and
 * ran alone. The known ones begin, the others follow as vitest has them.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.indexOf(relative(root, moduleId));
      return place === -1 ? LONGEST.length : place;
    };
    const sorted = await super.sort(files);
    // Stable, and each project keeps its turn.
    return sorted.sort((one, other) => (one.project === other.project ? placeOf(one) - placeOf(other) : 0));
  }
}
