import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsDefined,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  ValidateNested,
} from 'class-validator';
import { z } from 'zod';
import { failure, files } from './config.fixture.js';
import type { ConfigModel } from './model/config-model.js';
import { bindConfig } from './pool/bind-config.js';
import { checkBinding } from './pool/check-binding.js';
import { ConfigPool } from './pool/config-pool.js';

class Example {
  @IsString() q!: string;
}
class Prompt {
  @ValidateNested({ each: true })
  @Type(() => Example)
  @IsArray()
  examples!: Example[];
}
class Retry {
  @IsInt() attempts!: number;
}
class Llm {
  @IsString() name!: string;
  @IsOptional() @IsNumber() @Max(2) temperature?: number;
  @IsOptional() @IsBoolean() stream = false;
  @IsOptional() @ValidateNested() @Type(() => Prompt) prompt?: Prompt;
  @IsOptional() @ValidateNested() @Type(() => Retry) retry?: Retry;
  describe() {
    return this.name;
  }
}
class Required {
  @IsDefined() @ValidateNested() @Type(() => Retry) retry!: Retry;
}

const issuesFor = async <T>(model: ConfigModel<T>, ...configs: object[]) =>
  (await failure(configs, { model })).issues;

describe('bad input: validation', () => {
  it('#101 a nested failure: file, line, column, path and each constraint', async () => {
    const yaml = 'name: x\nprompt:\n  examples:\n    - q: a\n    - q: 5\n';
    const baseDir = files({ 'a.yaml': yaml });
    const error = await failure(['a.yaml'], { baseDir, model: Llm });
    expect(error.issues).toEqual([
      {
        code: 'E_VALIDATION',
        origin: `${baseDir}/a.yaml`,
        line: 5,
        column: 7,
        path: 'prompt.examples[1].q',
        message: 'q must be a string',
      },
    ]);
  });

  it('#102 failures in several files: grouped, at most 20 lines, the rest counted', async () => {
    const broken = (name: number, n: number) =>
      Array.from({ length: n }, (_, i) => `- { name: ${name + i}, x: 1 }`).join(
        '\n',
      );
    const baseDir = files({
      'a.yaml': broken(10, 7),
      'b.yaml': 'a: [',
      'c.yaml': broken(20, 6),
      'd.yaml': 'name: ok',
    });
    const error = await failure(['.'], { baseDir, model: Llm });
    expect(error.issues).toHaveLength(27);
    const lines = error.message.split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[0]).toBe('pool "default" has 27 problems:');
    expect(lines.at(-1)).toBe('  +7 more');
    const order = error.issues.map(({ origin }) => origin);
    expect(
      [...new Set(order)].flatMap((file) =>
        order.filter((other) => other === file),
      ),
    ).toEqual(order);
  });

  it('#103 an unknown key: the nearest known one', async () => {
    expect(await issuesFor(Llm, { name: 'm', temprature: 1 })).toMatchObject([
      {
        code: 'E_VALIDATION',
        path: 'temprature',
        message: 'unknown key temprature',
        hint: 'did you mean temperature?',
      },
    ]);
    expect(
      await issuesFor(Llm, { name: 'm', retry: { attempts: 1, zzzzz: 1 } }),
    ).toMatchObject([{ path: 'retry.zzzzz', hint: 'Retry knows attempts' }]);
  });

  it('#104 a key that equals a method', async () => {
    expect(await issuesFor(Llm, { name: 'm', describe: 'x' })).toMatchObject([
      { path: 'describe', message: 'unknown key describe' },
    ]);
  });

  it('#105 a missing nested object', async () => {
    expect(await issuesFor(Required, { $name: 'x' })).toMatchObject([
      { code: 'E_VALIDATION', path: 'retry', message: 'retry is required' },
    ]);
    class WithDefault {
      @ValidateNested() @Type(() => Retry) retry: Retry = Object.assign(
        new Retry(),
        { attempts: 1 },
      );
    }
    expect((await ConfigPool.from([{}], { model: WithDefault })).size).toBe(1);
    expect(await issuesFor(WithDefault, { retry: null })).toMatchObject([
      { path: 'retry', message: 'retry is required' },
    ]);
  });

  it('#106 a list or a scalar where an object is expected', async () => {
    expect(await issuesFor(Required, { retry: [] })).toMatchObject([
      { path: 'retry', message: 'must be a mapping, got a list' },
    ]);
    expect(
      await issuesFor(Required, { retry: [{ attempts: 1 }] }),
    ).toMatchObject([
      { path: 'retry', message: 'must be a mapping, got a list' },
    ]);
    expect(await issuesFor(Required, { retry: 'x' })).toMatchObject([
      { path: 'retry' },
    ]);
    expect(
      await issuesFor(Llm, { name: 'm', prompt: { examples: [5] } }),
    ).toMatchObject([
      {
        path: 'prompt.examples[0]',
        message: 'must be a mapping, got a number',
      },
    ]);
  });

  it('#107 a nested property without @Type', async () => {
    class Untyped {
      @IsDefined() @ValidateNested() retry!: Retry;
    }
    class Outer {
      @IsDefined() @ValidateNested() @Type(() => Untyped) inner!: Untyped;
    }
    expect(
      await issuesFor(Outer, { inner: { retry: { attempts: 1 } } }),
    ).toMatchObject([
      {
        code: 'E_MODEL',
        message: expect.stringContaining(
          'Untyped.retry is nested without @Type()',
        ),
      },
    ]);
  });

  it('#107 a nested property that may be left out by mistake', async () => {
    class Loose {
      @ValidateNested() @Type(() => Retry) retry!: Retry;
    }
    expect(await issuesFor(Loose, { a: 1 })).toMatchObject([
      {
        code: 'E_MODEL',
        message: 'Loose.retry is nested, but a missing one would pass',
        hint: 'add @IsDefined() or @IsOptional()',
      },
    ]);
  });

  it('#108 a model without decorators', async () => {
    class Bare {
      a = 1;
    }
    expect(await issuesFor(Bare, { a: 1 })).toMatchObject([
      {
        code: 'E_MODEL',
        origin: 'model Bare',
        message: expect.stringContaining('Bare has no'),
      },
    ]);
    const entry = (await ConfigPool.from([{ a: 1 }])).at(0);
    expect(() => bindConfig(entry, Bare, '')).toThrow(
      'Bare has no class-validator decorators',
    );
  });

  it('#108 a model that is none', async () => {
    expect(
      await issuesFor(5 as unknown as ConfigModel, { a: 1 }),
    ).toMatchObject([
      {
        code: 'E_MODEL',
        path: 'model',
        message: expect.stringContaining('got a number'),
      },
    ]);
  });

  it.each<[string, unknown, string | undefined]>([
    ['#109 a quoted number', { temperature: '0.7' }, 'remove the quotes'],
    ['#109 text that is no number', { temperature: 'hot' }, undefined],
    [
      '#55 a boolean of YAML 1.1',
      { stream: 'yes' },
      'YAML 1.2: write true or false',
    ],
    ['#55 a quoted boolean', { stream: 'true' }, 'remove the quotes'],
  ])('%s is not converted: the hint is %#', async (_row, part, hint) => {
    const zod = z.object({
      name: z.string(),
      temperature: z.number().optional(),
      stream: z.boolean().optional(),
    });
    for (const model of [Llm, zod as ConfigModel]) {
      const [issue] = await issuesFor(model, {
        name: 'm',
        ...(part as object),
      });
      expect(issue.code).toBe('E_VALIDATION');
      expect(issue.hint).toBe(hint);
    }
  });

  it('#117 two models on one pool are checked apart', async () => {
    class Other {
      @IsString() a!: string;
    }
    const pool = await ConfigPool.from([{ a: 1 }]);
    expect(await checkBinding(pool, z.object({ a: z.number() }), '')).toEqual(
      [],
    );
    expect(await checkBinding(pool, Other, '')).toMatchObject([{ path: 'a' }]);
  });

  it('a config that is no mapping for its class', async () => {
    const pool = await ConfigPool.from([{ a: 5 }]);
    expect(await checkBinding(pool, Retry, 'a')).toMatchObject([
      {
        code: 'E_VALIDATION',
        path: 'a',
        message: 'must be a mapping, got a number',
      },
    ]);
    expect(() => bindConfig(pool.at(0), Retry, 'a')).toThrow(
      'must be a mapping, got a number',
    );
  });
});
