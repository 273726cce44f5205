import { get } from '../../get.js';
import type { Recipe } from '../../recipe.interface.js';
import { HelloModule } from './hello.module.js';

export const hello: Recipe = {
  shows: 'one config, injected into one method',
  module: HelloModule,
  routes: ['/process?text=Hello,%20World!'],
  async run(app) {
    const path = '/process?text=Hello,%20World!';
    const { result } = await get<{ result: string }>(app, path);
    return [result];
  },
};
