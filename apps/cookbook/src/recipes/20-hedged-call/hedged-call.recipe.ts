import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import type { ModelConfig } from '../../llm/model.config.js';
import type { Recipe } from '../../recipe.interface.js';
import { recordsOf } from '../../records-of.js';
import { HedgedCallModule } from './hedged-call.module.js';
import { SummaryService } from './summary.service.js';

export const hedgedCall: Recipe = {
  shows: 'a second model that is asked when the first is slow',
  module: HedgedCallModule,
  async run(app) {
    const summary = await app.get(SummaryService).summarize(EXAMPLE_TEXT);
    const records = await recordsOf(app);
    return [
      `the caller got: ${summary}`,
      ...records.map(
        ({ config, status }) => `${(config as ModelConfig).model}: ${status}`,
      ),
    ];
  },
};
