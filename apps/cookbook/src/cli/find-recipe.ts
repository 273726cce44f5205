import type { Recipe } from '../recipe.interface.js';
import { UsageError } from './read-options.js';

/** The recipe of a name, with or without its number: `hello`, `01-hello`. */
export function findRecipe(
  recipes: Readonly<Record<string, Recipe>>,
  name: string,
): Recipe {
  const key = Object.keys(recipes).find(
    (key) => key === name || withoutNumber(key) === name,
  );
  if (key !== undefined) return recipes[key];
  throw new UsageError(
    `There is no recipe "${name}"; there are ${Object.keys(recipes).map(withoutNumber).join(', ')}.`,
  );
}

export function withoutNumber(key: string): string {
  return key.replace(/^\d+-/, '');
}
