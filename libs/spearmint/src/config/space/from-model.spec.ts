import { describe, expect, it } from '@jest/globals';
import { IsNumber, IsOptional, IsString } from 'class-validator';
import { ConfigPool } from '../pool/config-pool.js';
import { fromModel, type FromModelOptions } from './from-model.js';
import { grid } from './helpers.js';

class Llm {
  @IsString() model = 'small';
  @IsNumber() temperature = 0;
  @IsOptional() nested?: { a?: number; b?: number };

  describe(): string {
    return this.model;
  }
}

const valuesOf = async (
  values: Parameters<typeof fromModel<Llm>>[1],
  options?: FromModelOptions<Llm>,
): Promise<unknown[]> =>
  Array.from(
    await ConfigPool.from(fromModel(Llm, values, options)),
    ({ value }) => value,
  );

describe('fromModel', () => {
  it('AC-B13: without bases is one config with the defaults', async () => {
    expect(await valuesOf({})).toEqual([{ model: 'small', temperature: 0 }]);
  });

  it('varies what it is told to vary', async () => {
    expect(await valuesOf({ temperature: grid([0.1, 0.2]) })).toEqual([
      { model: 'small', temperature: 0.1 },
      { model: 'small', temperature: 0.2 },
    ]);
  });

  it('AC-B14: over two bases, the values count and the rest is kept', async () => {
    const over = [
      { model: 'a', temperature: 0.1, nested: { a: 1 } },
      { model: 'b', nested: { a: 2 } },
    ];
    expect(
      await valuesOf({ temperature: 0.9, nested: { b: 5 } }, { over }),
    ).toEqual([
      { model: 'a', temperature: 0.9, nested: { a: 1, b: 5 } },
      { model: 'b', temperature: 0.9, nested: { a: 2, b: 5 } },
    ]);
  });

  it('extends a base, which then counts', async () => {
    const over = [{ temperature: 0.1 }];
    expect(
      await valuesOf(
        { temperature: 0.9, model: grid(['x', 'y']) },
        { over, merge: 'extend' },
      ),
    ).toEqual([
      { model: 'x', temperature: 0.1 },
      { model: 'y', temperature: 0.1 },
    ]);
  });

  it('refuses two values of one path where it is told to, all at once', () => {
    const over = [{ temperature: 0.1, model: 'x' }, { nested: { a: 1 } }];
    const values = {
      temperature: 0.9,
      model: 'x',
      nested: { a: grid([1, 2]) },
    };
    expect(() => fromModel(Llm, values, { over, merge: 'error' })).toThrow(
      [
        'fromModel(Llm) has 2 problems:',
        '  over[0]  temperature: is another value than the one laid over it',
      ].join('\n'),
    );
    expect(
      fromModel(
        Llm,
        { temperature: 0.9 },
        { over: [{ model: 'x' }], merge: 'error' },
      ),
    ).toHaveLength(1);
  });

  it('takes the settings of a space, and checks against the class', async () => {
    const pool = await ConfigPool.from(
      fromModel(
        Llm,
        { model: grid(['x', 'y']) },
        { name: 'llms', exclude: [{ model: 'x' }] },
      ),
    );
    expect(Array.from(pool, ({ label }) => label)).toEqual(['llms: model=y']);
    await expect(
      ConfigPool.from(fromModel(Llm, { temperature: 'hot' as never })),
    ).rejects.toMatchObject({ issues: [{ code: 'E_VALIDATION' }] });
  });
});
