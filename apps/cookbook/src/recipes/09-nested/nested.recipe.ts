import { branchesOf } from 'nestjs-spearmint';
import type { Recipe } from '../../recipe.interface.js';
import { levelOf } from './level-of.js';
import { NestedModule } from './nested.module.js';
import { ScoreService } from './score.service.js';

export const nested: Recipe = {
  shows: 'an experiment inside an experiment, as a product of their configs',
  module: NestedModule,
  async run(app) {
    const branches = branchesOf(await app.get(ScoreService).score(2));
    const scores = branches.outputs().flat();
    return scores
      .sort((a, b) => b.score - a.score)
      .map(
        ({ factor, summand, score }) =>
          `${levelOf(score)} (2 * ${factor} + ${summand})`,
      );
  },
};
