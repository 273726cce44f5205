import { branchesOf } from 'nestjs-spearmint';
import type { Recipe } from '../../recipe.interface.js';
import { table } from '../../table.js';
import { ComponentsModule } from './components.module.js';
import { FindService } from './find.service.js';
import { qualityOf } from './quality-of.js';
import { EXPECTED } from './sentences.js';

export const components: Recipe = {
  shows: 'whole classes that are swapped by config, and how well each finds',
  module: ComponentsModule,
  async run(app) {
    const branches = branchesOf(await app.get(FindService).find('not'));
    const rows = Array.from(branches, ({ label = '', output = [] }) => ({
      label,
      ...qualityOf(output, EXPECTED),
    }));
    rows.sort((a, b) => b.f1 - a.f1);
    return table(
      ['config', 'precision', 'recall', 'F1'],
      rows.map(({ label, precision, recall, f1 }) => [
        label,
        ...[precision, recall, f1].map((value) => value.toFixed(2)),
      ]),
    );
  },
};
