import { get } from '../../get.js';
import type { Recipe } from '../../recipe.interface.js';
import { RoundRobinModule } from './round-robin.module.js';
import type { Summary } from './summary.controller.js';

export const roundRobin: Recipe = {
  shows: 'nine configs that answer in turn',
  module: RoundRobinModule,
  routes: ['/summarize'],
  async run(app) {
    const lines: string[] = [];
    for (let request = 1; request <= 10; request++) {
      const { config } = await get<Summary>(app, '/summarize');
      lines.push(`request ${request}: ${config}`);
    }
    return lines;
  },
};
