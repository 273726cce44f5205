import type { Recipe } from '../../recipe.interface.js';
import { DownstreamModule } from './downstream.module.js';
import { PipelineService } from './pipeline.service.js';

export const downstream: Recipe = {
  shows: 'a pipeline that goes on from every branch of a fan-out',
  module: DownstreamModule,
  async run(app) {
    const pipeline = app.get(PipelineService);
    const lines: string[] = [];
    for (const name of ['single', 'shadow', 'round-robin', 'round-robin'])
      lines.push(`${name}: ${(await pipeline.runOne(name)).join(', ')}`);
    const all = await pipeline.runAll();
    for (const [configId, results] of Object.entries(all))
      lines.push(`multi-branch ${configId}: ${results.join(', ')}`);
    return lines;
  },
};
