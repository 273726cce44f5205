import type { Recipe } from '../recipe.interface.js';
import { withoutNumber } from './find-recipe.js';

/** The lines of the list of recipes. */
export function listRecipes(
  recipes: Readonly<Record<string, Recipe>>,
): string[] {
  const names = Object.keys(recipes).map(withoutNumber);
  const width = Math.max(...names.map(({ length }) => length));
  return [
    ...Object.values(recipes).map(
      ({ shows, routes }, index) =>
        `${names[index].padEnd(width)}  ${shows}${routes ? ' (web)' : ''}`,
    ),
    '',
    'npm run cookbook -- <name> runs one; with --serve, one marked (web) goes on running.',
  ];
}
