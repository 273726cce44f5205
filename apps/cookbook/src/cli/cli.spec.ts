import { describe, expect, it, test } from '@jest/globals';
import type { Recipe } from '../recipe.interface.js';
import { findRecipe } from './find-recipe.js';
import { listRecipes } from './list-recipes.js';
import { readOptions, UsageError } from './read-options.js';

const recipe = (shows: string, routes?: string[]): Recipe => ({
  shows,
  module: class {},
  run: () => Promise.resolve([]),
  routes,
});

const recipes = { '01-a': recipe('one', ['/one']), '02-long': recipe('two') };

describe('readOptions', () => {
  test.each([
    [[], { name: undefined, serve: false, port: 3000 }],
    [['hello'], { name: 'hello', serve: false, port: 3000 }],
    [
      ['hello', '--serve', '--port', '0'],
      { name: 'hello', serve: true, port: 0 },
    ],
  ])('reads %j', (args, options) => {
    expect(readOptions(args)).toEqual(options);
  });

  test.each([
    [['a', 'b'], '"b" is one recipe too many'],
    [['--serve'], '--serve takes the name of a recipe'],
    [['a', '--port', '65536'], '--port is "65536"'],
    [['a', '--port', 'x'], '--port is "x"'],
    [['--all'], "Unknown option '--all'"],
  ])('refuses %j in one line', (args, problem) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(problem);
    expect(() => readOptions(args)).toThrow(/^[^\n]*Usage: [^\n]*$/);
  });
});

describe('findRecipe', () => {
  it.each(['a', '01-a'])('knows %s', (name) => {
    expect(findRecipe(recipes, name)).toBe(recipes['01-a']);
  });

  it.each(['b', '01', 'toString'])(
    'has no %s, and says what it has',
    (name) => {
      expect(() => findRecipe(recipes, name)).toThrow(
        `There is no recipe "${name}"; there are a, long.`,
      );
    },
  );
});

it('listRecipes has a line for each, and how to run one', () => {
  expect(listRecipes(recipes)).toEqual([
    'a     one (web)',
    'long  two',
    '',
    expect.stringContaining('npm run cookbook -- <name>'),
  ]);
});
