import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { z } from 'zod';
import type { ConfigEntry } from '../config-entry.interface.js';
import { bindConfig } from './bind-config.js';
import { ConfigPool } from './config-pool.js';

class Limits {
  @IsInt() rps = 5;
}
class Llm {
  @IsString() model!: string;
  @IsOptional() @IsInt() maxTokens = 100;
  @IsOptional() @ValidateNested() @Type(() => Limits) limits?: Limits;
}

describe('bindConfig', () => {
  const load = () =>
    ConfigPool.from([
      {
        llm: { model: 'm', limits: { rps: 1 } },
        zero: 0,
        empty: '',
        no: false,
        nothing: null,
      },
    ]);

  it('gives a frozen instance with its defaults, the same one each time', async () => {
    const entry = (await load()).at(0);
    const llm = bindConfig(entry, Llm, 'llm');
    expect(llm).toBeInstanceOf(Llm);
    expect(llm).toEqual(
      Object.assign(new Llm(), { model: 'm', limits: { rps: 1 } }),
    );
    expect(llm.limits).toBeInstanceOf(Limits);
    expect(() => Object.assign(llm.limits as object, { rps: 2 })).toThrow(
      TypeError,
    );
    expect(bindConfig(entry, Llm, 'llm')).toBe(llm);
  });

  it('keeps the bindings of models and paths apart', async () => {
    const entry = (await load()).at(0);
    class Other extends Llm {}
    const [llm, other] = [
      bindConfig(entry, Llm, 'llm'),
      bindConfig(entry, Other, 'llm'),
    ];
    expect(other).toBeInstanceOf(Other);
    expect(bindConfig(entry, Llm, 'llm')).toBe(llm);
    expect(bindConfig(entry, undefined, 'llm')).toBe(
      (entry.value as { llm: object }).llm,
    );
    expect(bindConfig(entry, Limits, 'llm.limits')).toEqual({ rps: 1 });
  });

  it('gives the instance that was bound while the pool loaded', async () => {
    let made = 0;
    const model = z
      .object({ a: z.number() })
      .transform((value) => ({ ...value, made: ++made }));
    const pool = await ConfigPool.from([{ a: 1 }, { a: 2 }], { model });
    expect(bindConfig(pool.at(1), model, '')).toEqual({ a: 2, made: 2 });
    expect(made).toBe(2);
  });

  it.each([
    ['zero', 0],
    ['empty', ''],
    ['no', false],
    ['nothing', null],
  ])('Q10 a falsy value is a value: %s', async (path, value) => {
    const entry = (await load()).at(0);
    for (let call = 0; call < 2; call++)
      expect(bindConfig(entry, undefined, path)).toBe(value);
    const anything = z.any();
    for (let call = 0; call < 2; call++)
      expect(bindConfig(entry, anything, path)).toBe(value);
  });

  it('binds entries that no pool made, such as those of a test', () => {
    const entry: ConfigEntry = {
      id: 'x',
      hash: '',
      value: { model: 'm' },
      origin: 'test',
    };
    const bound = bindConfig(entry, Llm, '');
    expect(bound).toEqual({ model: 'm', maxTokens: 100 });
    expect(bindConfig(entry, Llm, '')).toBe(bound);
    expect(() => bindConfig(entry, Llm, 'x')).toThrow(
      'config "x" (test) has 1 problem:',
    );
  });

  it('leaves objects that a schema made of its own alone', async () => {
    class Client {
      calls = 0;
    }
    const model = z
      .object({ a: z.number() })
      .transform(() => ({ client: new Client() }));
    const { client } = bindConfig(
      (await ConfigPool.from([{ a: 1 }], { model })).at(0),
      model,
      '',
    );
    client.calls++;
    expect(client.calls).toBe(1);
  });
});
