import { get } from '../../get.js';
import type { Recipe } from '../../recipe.interface.js';
import { StickyAbModule } from './sticky-ab.module.js';
import type { Summary } from './summary.controller.js';

export const stickyAb: Recipe = {
  shows: 'an A/B test in which every user stays with one config',
  module: StickyAbModule,
  routes: ['/summarize?user_id=ada', '/summarize?user_id=bob'],
  async run(app) {
    const variantOf = async (user: string): Promise<string> => {
      const path = `/summarize?user_id=${user}`;
      return String((await get<Summary>(app, path)).variant);
    };
    const lines: string[] = [];
    for (const user of ['ada', 'bob', 'cleo', 'ada', 'bob', 'cleo'])
      lines.push(`${user}: ${await variantOf(user)}`);
    const users = Array.from({ length: 100 }, (_, index) => `user-${index}`);
    const variants = await Promise.all(users.map(variantOf));
    const control = variants.filter((variant) => variant === 'control').length;
    return [
      ...lines,
      `of 100 others: ${control} control, ${100 - control} treatment`,
    ];
  },
};
