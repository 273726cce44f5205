import type { Recipe } from '../../recipe.interface.js';
import { recordsOf } from '../../records-of.js';
import { DatasetModule } from './dataset.module.js';
import { DatasetService } from './dataset.service.js';

export const dataset: Recipe = {
  shows: 'every config on every row of a file, against what is expected',
  module: DatasetModule,
  async run(app) {
    const rows = new URL('./people.jsonl', import.meta.url);
    const verdicts = await app.get(DatasetService).evaluate(rows);
    const records = await recordsOf(app);
    return [
      ...Array.from(
        verdicts,
        ([configId, rows]) =>
          `${configId}: ${rows.filter(Boolean).length} of ${rows.length} right`,
      ),
      ...records
        .filter(({ configId }) => configId === 'zero')
        .map(({ output }) => String(output)),
    ];
  },
};
