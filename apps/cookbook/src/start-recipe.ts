import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Recipe } from './recipe.interface.js';

/** Boots a recipe, on a port of this machine where it has routes. */
export async function startRecipe(
  recipe: Recipe,
  port = 0,
): Promise<INestApplication> {
  const app = await NestFactory.create(recipe.module, {
    logger: ['error', 'warn', 'fatal'],
  });
  if (recipe.routes === undefined) return app.init();
  await app.listen(port, '127.0.0.1');
  return app;
}
