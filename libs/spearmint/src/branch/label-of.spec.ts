import { describe, expect, it } from '@jest/globals';
import { ConfigPool } from '../config/index.js';
import { labelOf } from './label-of.js';

const labelsOf = async (...configs: object[]): Promise<unknown[]> =>
  Array.from(await ConfigPool.from(configs), labelOf);

describe('the label of a config', () => {
  it('is what tells it from the others of its matrix', async () => {
    expect(
      await labelsOf({ model: { $grid: ['small', 'large'] }, words: 5 }),
    ).toEqual(['model=small', 'model=large']);
  });

  it('is its name, and that before the values of a matrix', async () => {
    expect(
      await labelsOf(
        { $name: 'fast', words: 5 },
        { $name: 'slow', words: { $grid: [6, 7] } },
      ),
    ).toEqual(['fast', 'slow: words=6', 'slow: words=7']);
  });

  it('is left out where there is nothing beside the id, or the id is given', async () => {
    expect(
      await labelsOf(
        { words: 5 },
        { $id: 'words-{words}', words: { $grid: [6, 7] } },
      ),
    ).toEqual([undefined, undefined, undefined]);
  });

  it('stands beside an id that is given where there is a name as well', async () => {
    expect(await labelsOf({ $id: 'a', $name: 'fast', words: 5 })).toEqual([
      'fast',
    ]);
  });
});
