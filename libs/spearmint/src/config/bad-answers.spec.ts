import { describe, expect, it } from '@jest/globals';
import { Transform } from 'class-transformer';
import { IsInt, IsString, registerDecorator } from 'class-validator';
import { z } from 'zod';
import { failure } from './config.fixture.js';
import type { ConfigModel } from './model/config-model.js';
import type {
  StandardSchema,
  StandardSchemaResult,
} from './model/standard-schema.interface.js';
import { bindConfig } from './pool/bind-config.js';
import { checkBinding } from './pool/check-binding.js';
import { ConfigPool } from './pool/config-pool.js';

const issuesFor = async <T>(model: ConfigModel<T>, ...configs: object[]) =>
  (await failure(configs, { model })).issues;

describe('bad input: models that wait, throw or quote', () => {
  it('#110 asynchronous rules and schemas are awaited while the pool loads', async () => {
    const later = z.object({
      a: z
        .number()
        .refine(async (n) => (await Promise.resolve(n)) > 1, 'too small'),
    });
    expect(await issuesFor(later, { a: 1 })).toMatchObject([
      { path: 'a', message: 'too small' },
    ]);
    const pool = await ConfigPool.from([{ a: 2 }], { model: later });
    expect(bindConfig(pool.at(0), later, '')).toEqual({ a: 2 });

    class Later {
      @IsLate() a!: number;
    }
    expect(await issuesFor(Later, { a: 1 })).toMatchObject([
      { path: 'a', message: 'too late' },
    ]);
    expect((await ConfigPool.from([{ a: 2 }], { model: Later })).size).toBe(1);
  });

  it('#110 what must be awaited is refused on the path of a call, unless it was checked at boot', async () => {
    class Later {
      @IsLate() a!: number;
    }
    const slow: StandardSchema = {
      '~standard': {
        version: 1,
        vendor: 'slow',
        validate: (value) => Promise.resolve({ value }),
      },
    };
    const pool = await ConfigPool.from([{ a: 2 }]);
    for (const model of [Later, slow] as ConfigModel[]) {
      expect(() => bindConfig(pool.at(0), model, '')).toThrow(
        'check the whole pool at boot',
      );
      expect(await checkBinding(pool, model, '')).toEqual([]);
      expect(bindConfig(pool.at(0), model, '')).toEqual({ a: 2 });
    }
  });

  it('#111 a transform that throws: its cause and the config', async () => {
    class Throwing {
      @IsString()
      @Transform(() => {
        throw new RangeError('boom');
      })
      a!: string;
    }
    const schema = z.object({
      a: z.string().transform(() => {
        throw new RangeError('boom');
      }),
    });
    for (const model of [Throwing, schema] as ConfigModel[]) {
      expect(await issuesFor(model, { a: 'x' })).toMatchObject([
        {
          code: 'E_VALIDATION',
          origin: 'configs[0]',
          message: expect.stringContaining('RangeError: boom'),
        },
      ]);
    }
  });

  it('#111 on the path of a call too', async () => {
    const entry = (await ConfigPool.from([{ a: 'x' }])).at(0);
    class Throwing {
      @IsString()
      @Transform(() => {
        throw new RangeError('boom');
      })
      a!: string;
    }
    const throwing = schema(() => {
      throw new RangeError('boom');
    });
    for (const model of [Throwing, throwing] as ConfigModel[]) {
      expect(() => bindConfig(entry, model, '')).toThrow('RangeError: boom');
    }
  });

  it('#112 #113 a secret appears nowhere in the error', async () => {
    const secret = 'sk-"secret"-1';
    class Leaky {
      @IsInt({ message: 'got $value' }) apiKey!: number;
      @IsString()
      @Transform(({ obj }) => {
        throw new Error(JSON.stringify(obj));
      })
      a!: string;
    }
    class Quoting {
      @IsInt({ message: 'got $value' }) apiKey!: number;
    }
    const quoting: StandardSchema = schema((value) => ({
      issues: [
        { message: `received ${JSON.stringify(value)}`, path: [] },
        {
          message: `received ${JSON.stringify((value as Quoting).apiKey)}`,
          path: ['apiKey'],
        },
      ],
    }));
    const throwing = schema((value) => {
      throw new Error(`cannot use ${String((value as Quoting).apiKey)}`);
    });
    for (const model of [Leaky, Quoting, quoting, throwing] as ConfigModel[]) {
      const error = await failure([{ apiKey: secret, a: 'x' }], { model });
      const text = `${error.message}${error.stack}${String(error.cause)}${JSON.stringify(error)}`;
      expect(text).not.toContain('secret');
      expect(text).toContain('[redacted]');
    }
  });

  it('#113 keeps what a schema says about a path that is no secret', async () => {
    const valibotLike = schema(() => ({
      issues: [
        {
          message: 'Expected "a" but received "b"',
          path: [{ key: 'list' }, { key: '0' }],
        },
      ],
    }));
    expect(await issuesFor(valibotLike, { list: ['b'] })).toMatchObject([
      { path: 'list[0]', message: 'Expected "a" but received "b"' },
    ]);
  });
});

function schema(
  validate: (value: unknown) => StandardSchemaResult<unknown>,
): StandardSchema {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

function IsLate() {
  return (target: object, propertyName: string) =>
    registerDecorator({
      name: 'isLate',
      target: target.constructor,
      propertyName,
      async: true,
      options: { message: 'too late' },
      validator: { validate: (value: number) => Promise.resolve(value > 1) },
    });
}
