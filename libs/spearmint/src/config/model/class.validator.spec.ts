import { describe, expect, it } from '@jest/globals';
import { Expose, Type } from 'class-transformer';
import {
  Allow,
  IsDate,
  IsDefined,
  IsInt,
  IsString,
  Max,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { failure } from '../config.fixture.js';
import { bindConfig } from '../pool/bind-config.js';
import { ConfigPool } from '../pool/config-pool.js';
import type { ConfigModel } from './config-model.js';

class Retry {
  @IsInt() attempts!: number;
}

const issuesFor = async <T>(model: ConfigModel<T>, ...configs: object[]) =>
  (await failure(configs, { model })).issues;

describe('class models', () => {
  it('accepts keys renamed by @Expose, nested sub-types and conditional properties', async () => {
    class Cat extends Retry {
      @IsString() meow!: string;
    }
    class Zoo {
      @Expose({ name: 'model_name' }) @IsString() modelName!: string;
      @ValidateIf(() => false)
      @ValidateNested()
      @Type(() => Retry)
      maybe?: Retry;
      @IsDefined()
      @ValidateNested()
      @Type(() => Retry, {
        discriminator: {
          property: 'kind',
          subTypes: [{ name: 'cat', value: Cat }],
        },
      })
      pet!: Retry;
    }
    const config = {
      model_name: 'm',
      pet: { kind: 'cat', attempts: 1, meow: 'x' },
    };
    const pool = await ConfigPool.from([config], { model: Zoo });
    const bound = bindConfig(pool.at(0), Zoo, '');
    expect(bound).toMatchObject({
      modelName: 'm',
      pet: { attempts: 1, meow: 'x' },
    });
    expect(bound.pet).toBeInstanceOf(Cat);
    expect(
      await issuesFor(Zoo, {
        model_name: 'm',
        pet: { attempts: 1, meow: 'x' },
      }),
    ).toMatchObject([{ path: 'pet.meow' }]);
  });

  it('keeps dates, buffers, maps and sets of a config in the instance', async () => {
    class Rich {
      @IsDate() date!: Date;
      @Allow() bytes!: Uint8Array;
      @Allow() map!: Map<string, unknown>;
      @Allow() set!: Set<number>;
      @Allow() inner!: object;
    }
    const bytes = new Uint8Array([1, 2]);
    const config = {
      date: new Date(5),
      bytes,
      map: new Map([['k', { x: 1 }]]),
      set: new Set([1]),
      inner: { bytes, f: new Float32Array([0.5]) },
    };
    const bound = bindConfig<Rich>(
      (await ConfigPool.from([config], { model: Rich })).at(0),
      Rich,
      '',
    );
    expect(bound).toBeInstanceOf(Rich);
    expect(Object.fromEntries(Object.entries(bound))).toEqual(config);
  });

  it('judges a default by its value, not by its absence in the config', async () => {
    class Hot {
      @Max(2) temperature = 5;
    }
    const [issue] = await issuesFor(Hot, { $name: 'x' });
    expect(issue).toMatchObject({
      path: 'temperature',
      message: 'temperature must not be greater than 2',
    });
  });

  it('accepts models that nest themselves, and constructors that need arguments nowhere', async () => {
    class Tree {
      @IsInt() n!: number;
      @ValidateIf(({ left }: Tree) => left !== undefined)
      @ValidateNested()
      @Type(() => Tree)
      left?: Tree;
    }
    const pool = await ConfigPool.from(
      [{ n: 1, left: { n: 2, left: { n: 3 } } }],
      { model: Tree },
    );
    expect(bindConfig(pool.at(0), Tree, '').left?.left).toBeInstanceOf(Tree);
    expect(await issuesFor(Tree, { n: 1, left: { n: 'x' } })).toMatchObject([
      { path: 'left.n' },
    ]);
  });

  it('keeps sets and lists of nested models as models', async () => {
    class Many {
      @IsDefined()
      @ValidateNested({ each: true })
      @Type(() => Retry)
      list!: Retry[];
      @IsDefined()
      @ValidateNested({ each: true })
      @Type(() => Retry)
      set!: Set<Retry>;
    }
    const config = { list: [{ attempts: 1 }], set: new Set([{ attempts: 2 }]) };
    const bound = bindConfig(
      (await ConfigPool.from([config], { model: Many })).at(0),
      Many,
      '',
    );
    expect(
      [...bound.list, ...bound.set].every((item) => item instanceof Retry),
    ).toBe(true);
  });
});
