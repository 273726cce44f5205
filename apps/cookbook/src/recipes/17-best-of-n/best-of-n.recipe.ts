import { get } from '../../get.js';
import type { Recipe } from '../../recipe.interface.js';
import { table } from '../../table.js';
import { BestOfNModule } from './best-of-n.module.js';
import type { Candidate } from './best-of-n.service.js';

export const bestOfN: Recipe = {
  shows: 'nine summaries, a judge, and the best of them for the caller',
  module: BestOfNModule,
  routes: ['/summarize', '/summaries'],
  async run(app) {
    const best = await get<Candidate>(app, '/summarize');
    const all = await get<Candidate[]>(app, '/summaries');
    return [
      `the caller got: ${best.summary}`,
      ...table(
        ['config', 'score', 'words'],
        all.map(({ config, score, summary }) =>
          [config, score, summary.split(' ').length].map(String),
        ),
      ),
    ];
  },
};
