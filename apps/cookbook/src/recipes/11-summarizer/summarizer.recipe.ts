import { get } from '../../get.js';
import type { Recipe } from '../../recipe.interface.js';
import type { Summary } from './summary.controller.js';
import { SummarizerModule } from './summarizer.module.js';

export const summarizer: Recipe = {
  shows: 'a summarizer: a controller, a language model, a config in YAML',
  module: SummarizerModule,
  routes: ['/', '/summarize', '/stream'],
  async run(app) {
    const answer = await get<Summary>(app, '/summarize');
    return [
      answer.summary,
      `${answer.original_length} words became ${answer.summary_length}`,
    ];
  },
};
