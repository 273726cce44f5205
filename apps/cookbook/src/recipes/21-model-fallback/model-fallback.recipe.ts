import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import type { ModelConfig } from '../../llm/model.config.js';
import type { Recipe } from '../../recipe.interface.js';
import { recordsOf } from '../../records-of.js';
import { ModelFallbackModule } from './model-fallback.module.js';
import { SummaryService } from './summary.service.js';

export const modelFallback: Recipe = {
  shows: 'another model where the first one fails, after one more try',
  module: ModelFallbackModule,
  async run(app) {
    const summary = await app.get(SummaryService).summarize(EXAMPLE_TEXT);
    const records = await recordsOf(app);
    return [
      `the caller got: ${summary}`,
      ...records.map(
        ({ config, status, attempts = [] }) =>
          `${(config as ModelConfig).model}: ${status}, attempts: ${attempts.length}`,
      ),
    ];
  },
};
