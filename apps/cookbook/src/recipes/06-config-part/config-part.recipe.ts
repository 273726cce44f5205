import type { Recipe } from '../../recipe.interface.js';
import { ConfigPartModule } from './config-part.module.js';
import { ProcessService } from './process.service.js';

export const configPart: Recipe = {
  shows: 'a method that gets a part of its config, by a path',
  module: ConfigPartModule,
  run: async (app) => [await app.get(ProcessService).process('test')],
};
