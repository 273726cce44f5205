import { experimental } from 'nestjs-spearmint';
import type { Recipe } from '../../recipe.interface.js';
import { LabelService } from './label.service.js';
import { YamlFilesModule } from './yaml-files.module.js';

export const yamlFiles: Recipe = {
  shows: 'a directory of YAML files, found through @nestjs/config',
  module: YamlFilesModule,
  async run(app) {
    const service = experimental(app.get(LabelService), { settle: true });
    const { branches } = await service.label('yaml');
    return Array.from(branches, ({ role, output }) => `${role}: ${output}`);
  },
};
