import { get } from '../../get.js';
import type { Recipe } from '../../recipe.interface.js';
import { recordsOf } from '../../records-of.js';
import { ShadowTrafficModule } from './shadow-traffic.module.js';

export const shadowTraffic: Recipe = {
  shows: 'a candidate that sees the traffic, and answers to nobody',
  module: ShadowTrafficModule,
  routes: ['/summarize'],
  async run(app) {
    const { summary } = await get<{ summary: string }>(app, '/summarize');
    const records = await recordsOf(app);
    return [
      `the caller got: ${summary}`,
      ...records.map(
        ({ role, configId, status, output }) =>
          `${role} ${configId}, ${status}: ${String(output)}`,
      ),
    ];
  },
};
