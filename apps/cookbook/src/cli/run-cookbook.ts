import { RECIPES } from '../recipes/index.js';
import { startRecipe } from '../start-recipe.js';
import { findRecipe } from './find-recipe.js';
import { listRecipes } from './list-recipes.js';
import { readOptions, UsageError } from './read-options.js';

/** Does what the command line says, and prints it. */
export async function runCookbook(args: readonly string[]): Promise<void> {
  const { name, serve, port } = readOptions(args);
  if (name === undefined) return print(listRecipes(RECIPES));
  const recipe = findRecipe(RECIPES, name);
  if (!serve) {
    const app = await startRecipe(recipe);
    try {
      print(await recipe.run(app));
    } finally {
      await app.close();
    }
    return;
  }
  if (recipe.routes === undefined)
    throw new UsageError(`${name} has no routes to serve; leave out --serve.`);
  const app = await startRecipe(recipe, port);
  app.enableShutdownHooks();
  const url = await app.getUrl();
  print(recipe.routes.map((route) => `curl ${quoted(url + route)}`));
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}

function quoted(text: string): string {
  return /[?&]/.test(text) ? `'${text}'` : text;
}
