import { ExperimentRunner } from 'nestjs-spearmint';
import type { Recipe } from '../../recipe.interface.js';
import { DownloadModule } from './download.module.js';
import { DownloadService } from './download.service.js';

export const awaitShadows: Recipe = {
  shows: 'a call that waits for its shadows too',
  module: DownloadModule,
  async run(app) {
    const { output, branches } = await app
      .get(ExperimentRunner)
      .run(app.get(DownloadService), 'download', ['https://example.com'], {
        settle: true,
      });
    return [
      `output: ${output}`,
      ...Array.from(branches, ({ role, output }) => `${role}: ${output}`),
    ];
  },
};
