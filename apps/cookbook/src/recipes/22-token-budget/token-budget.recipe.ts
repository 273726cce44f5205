import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import type { ModelConfig } from '../../llm/model.config.js';
import type { Recipe } from '../../recipe.interface.js';
import { recordsOf } from '../../records-of.js';
import { BudgetHook } from './budget.hook.js';
import { SummaryService } from './summary.service.js';
import { TokenBudgetModule } from './token-budget.module.js';

export const tokenBudget: Recipe = {
  shows: 'a hook that lets shadows run for so many tokens a day',
  module: TokenBudgetModule,
  async run(app) {
    const lines: string[] = [];
    for (let call = 1; call <= 3; call++) {
      await app.get(SummaryService).summarize(EXAMPLE_TEXT);
      const records = await recordsOf(app);
      lines.push(
        ...records
          .slice(-2)
          .map(
            ({ role, config, status, error }) =>
              `call ${call}, ${role}: ${(config as ModelConfig).model}, ${error?.message ?? status}`,
          ),
        `${app.get(BudgetHook).spent} tokens so far`,
      );
    }
    return lines;
  },
};
