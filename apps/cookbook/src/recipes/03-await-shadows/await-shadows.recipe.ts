import { experimental } from 'nestjs-spearmint';
import type { Recipe } from '../../recipe.interface.js';
import { DownloadModule } from './download.module.js';
import { DownloadService } from './download.service.js';

export const awaitShadows: Recipe = {
  shows: 'a call that waits for its shadows too',
  module: DownloadModule,
  async run(app) {
    const service = experimental(app.get(DownloadService), { settle: true });
    const { output, branches } = await service.download('https://example.com');
    return [
      `output: ${output}`,
      ...Array.from(branches, ({ role, output }) => `${role}: ${output}`),
    ];
  },
};
