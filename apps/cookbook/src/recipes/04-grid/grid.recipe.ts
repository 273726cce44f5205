import { branchesOf } from 'nestjs-spearmint';
import type { Recipe } from '../../recipe.interface.js';
import { GridModule } from './grid.module.js';
import { TrainService } from './train.service.js';

export const gridRecipe: Recipe = {
  shows: 'a grid of values, one config for each combination',
  module: GridModule,
  async run(app) {
    const branches = branchesOf(await app.get(TrainService).train());
    return [`${branches.length} configs`, ...branches.outputs()];
  },
};
