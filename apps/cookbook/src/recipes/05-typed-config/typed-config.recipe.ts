import { experimental } from 'nestjs-spearmint';
import type { Recipe } from '../../recipe.interface.js';
import { PromptService } from './prompt.service.js';
import { TypedConfigModule } from './typed-config.module.js';

export const typedConfig: Recipe = {
  shows: 'configs as instances of a class, checked at boot, with defaults',
  module: TypedConfigModule,
  async run(app) {
    const service = experimental(app.get(PromptService), { settle: true });
    const { branches } = await service.answer('Test prompt');
    return branches.outputs();
  },
};
