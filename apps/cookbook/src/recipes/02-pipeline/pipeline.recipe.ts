import type { Recipe } from '../../recipe.interface.js';
import { recordsOf } from '../../records-of.js';
import { PipelineModule } from './pipeline.module.js';
import { PipelineService } from './pipeline.service.js';

export const pipeline: Recipe = {
  shows: 'a step with configs inside a pipeline without any',
  module: PipelineModule,
  async run(app) {
    const result = await app.get(PipelineService).run('hello world');
    const records = await recordsOf(app);
    const name = new Map(records.map(({ id, experiment }) => [id, experiment]));
    return [
      JSON.stringify(result),
      ...records.map(({ experiment, parentId }) =>
        parentId === undefined
          ? `${experiment} was called`
          : `${experiment} was called by ${name.get(parentId)}`,
      ),
    ];
  },
};
