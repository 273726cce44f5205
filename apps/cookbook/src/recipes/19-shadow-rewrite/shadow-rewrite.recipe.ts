import { BackgroundSupervisor } from 'nestjs-spearmint';
import type { Recipe } from '../../recipe.interface.js';
import { CheckoutService } from './checkout.service.js';
import { ShadowRewriteModule } from './shadow-rewrite.module.js';

export const shadowRewrite: Recipe = {
  shows: 'rewritten code as the shadow of the old, and where they differ',
  module: ShadowRewriteModule,
  async run(app) {
    const checkout = app.get(CheckoutService);
    const lines: string[] = [];
    for (const pieces of [1, 9, 10, 11]) {
      const total = await checkout.total({ pieces, cents: 199 });
      lines.push(`${pieces} pieces: ${total} cents`);
    }
    await app.get(BackgroundSupervisor).idle();
    return [...lines, 'mismatches', ...checkout.mismatches];
  },
};
