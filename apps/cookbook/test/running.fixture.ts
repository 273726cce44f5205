import type { INestApplication } from '@nestjs/common';
import { RECIPES } from '../src/recipes/index.js';
import { startRecipe } from '../src/start-recipe.js';

// Tests ask the stand-in, wherever they run.
delete process.env['OPENAI_BASE_URL'];
delete process.env['OPENAI_API_KEY'];

const open = new Set<INestApplication>();

/** A recipe's application. */
export async function start(name: string): Promise<INestApplication> {
  const app = await startRecipe(RECIPES[name]);
  open.add(app);
  return app;
}

/** What a recipe prints. */
export async function outputOf(name: string): Promise<readonly string[]> {
  return RECIPES[name].run(await start(name));
}

export async function closeAll(): Promise<void> {
  for (const app of open) await app.close();
  open.clear();
}
