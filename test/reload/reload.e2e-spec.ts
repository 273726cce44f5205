import { AsyncLocalStorage } from 'node:async_hooks';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module, type Provider } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { IsNumber, ValidateBy } from 'class-validator';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  BranchConfig,
  branchConfig,
  type BranchContainer,
  ConfigPool,
  Experiment,
  getConfigPoolToken,
  injected,
  SpearmintHealth,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { deferred } from '../support/deferred.js';
import { CapturedLogger } from '../support/captured-logger.js';

class Config {
  @IsNumber() n!: number;
}

@Injectable()
class Numbers {
  @Experiment({ strategy: 'multi-branch' })
  async all(
    gate: Promise<unknown> = Promise.resolve(),
    config: Config = branchConfig<Config>(),
  ): Promise<number | BranchContainer<number>> {
    await gate;
    return config.n;
  }

  @Experiment({ strategy: 'single' })
  async key(
    config: { key: string } = branchConfig<{ key: string }>(),
  ): Promise<string> {
    return config.key;
  }

  @Experiment({ strategy: 'round-robin' })
  async next(config: Config = branchConfig<Config>()): Promise<number> {
    return config.n;
  }
}

let directory: string;
let app: TestingModule | undefined;
let said: CapturedLogger;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'spearmint-reload-')));
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(directory, { recursive: true, force: true });
});

const write = (name: string, text: string): void =>
  writeFileSync(join(directory, name), text);

async function boot(
  options: SpearmintOptions = {},
  providers: Provider[] = [],
): Promise<Numbers> {
  said = new CapturedLogger();
  app = await Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: ['.'],
        baseDir: directory,
        watch: true,
        model: Config,
        ...options,
      }),
    ],
    providers: [Numbers, ...providers],
  })
    .setLogger(said)
    .compile();
  await app.init();
  return app.get(Numbers);
}

const outputs = async (numbers: Numbers): Promise<unknown[]> =>
  ((await numbers.all()) as BranchContainer<number>).outputs();

/** Asks until it is so, for four seconds. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 4_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('it never was so');
    await new Promise(setImmediate);
  }
}

const untilOutputs = (numbers: Numbers, wanted: number[]): Promise<void> =>
  until(async () => String(await outputs(numbers)) === String(wanted));

const text = (): string => JSON.stringify(said);
const health = () => app?.get(SpearmintHealth).check().spearmint;

describe('a watched pool', () => {
  it('takes a changed, a new and a deleted file', async () => {
    write('a.yaml', 'n: 1');
    const numbers = await boot();
    expect(await outputs(numbers)).toEqual([1]);
    write('a.yaml', 'n: 2');
    await untilOutputs(numbers, [2]);
    write('b.yaml', 'n: { $grid: [3, 4] }');
    await untilOutputs(numbers, [2, 3, 4]);
    rmSync(join(directory, 'a.yaml'));
    await untilOutputs(numbers, [3, 4]);
    expect(text()).toContain(
      'was loaded anew: 2 configs, 0 new, 1 gone (version 4)',
    );
  });

  it('takes a file that is moved over another, again and again', async () => {
    write('a.yaml', 'n: 1');
    const numbers = await boot({ configs: ['a.yaml'] });
    for (const n of [2, 3, 4]) {
      write('a.yaml.new', `n: ${n}`);
      renameSync(join(directory, 'a.yaml.new'), join(directory, 'a.yaml'));
      await untilOutputs(numbers, [n]);
    }
  });

  it('takes a volume of Kubernetes, which swaps a link to a directory', async () => {
    const publish = (version: number): void => {
      mkdirSync(join(directory, `..v${version}`));
      write(`..v${version}/a.yaml`, `n: ${version}`);
      symlinkSync(`..v${version}`, join(directory, '..data_tmp'));
      renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
    };
    publish(1);
    symlinkSync('..data/a.yaml', join(directory, 'a.yaml'));
    const numbers = await boot();
    expect(await outputs(numbers)).toEqual([1]);
    publish(2);
    await untilOutputs(numbers, [2]);
    publish(3);
    await untilOutputs(numbers, [3]);
  });

  it('takes changes of the files that its configs name', async () => {
    mkdirSync(join(directory, 'other'));
    write('other/_base.yaml', 'n: 1');
    mkdirSync(join(directory, 'configs'));
    write('configs/a.yaml', '$extends: ../other/_base.yaml');
    const numbers = await boot({ configs: ['configs/a.yaml'] });
    write('other/_base.yaml', 'n: 5');
    await untilOutputs(numbers, [5]);
  });

  it('#17 keeps what is in force while its file is gone, says so once, and recovers', async () => {
    write('a.yaml', 'n: 1');
    const numbers = await boot({ configs: ['a.yaml'] });
    rmSync(join(directory, 'a.yaml'));
    await until(() => health()?.pools['default']?.problem !== undefined);
    expect(await outputs(numbers)).toEqual([1]);
    expect(health()).toMatchObject({
      status: 'up',
      pools: { default: { problem: expect.stringContaining('a.yaml') } },
    });
    expect(text().match(/keeps version 1/g)).toHaveLength(1);
    write('a.yaml', 'n: 2');
    await untilOutputs(numbers, [2]);
  });

  it('#116 keeps what is in force while the sources are not sound, says so once, and recovers', async () => {
    write('a.yaml', 'n: 1');
    const numbers = await boot();
    write('a.yaml', 'n: [1');
    await until(() => health()?.pools['default']?.problem !== undefined);
    expect(await outputs(numbers)).toEqual([1]);
    expect(health()).toMatchObject({
      status: 'up',
      pools: {
        default: {
          version: 1,
          configs: 1,
          problem: expect.stringContaining('a.yaml:1:4'),
        },
      },
    });
    expect(text().match(/keeps version 1/g)).toHaveLength(1);
    write('a.yaml', 'n: 2');
    await untilOutputs(numbers, [2]);
    expect(health()?.pools['default']).toMatchObject({ version: 2 });
    expect(health()?.pools['default']).not.toHaveProperty('problem');
  });

  it('takes nothing that one of its experiments cannot use', async () => {
    write('a.yaml', '$id: a\nn: 1');
    write('b.yaml', '$id: b\nn: 2');
    const numbers = await boot({ strategy: 'weighted', configs: ['.'] });
    write('b.yaml', '$id: b\n$weight: 0\nn: 2');
    write('a.yaml', '$id: a\n$weight: 0\nn: 1');
    await until(
      async () =>
        (await outputs(numbers)).length === 2 &&
        health()?.pools['default']?.version === 2,
    );
    expect(health()?.pools['default']?.problem).toBeUndefined();
  });

  it('leaves a running call its configs', async () => {
    write('a.yaml', 'n: { $grid: [1, 2, 3] }');
    const numbers = await boot();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const running = numbers.all(gate);
    write('a.yaml', 'n: { $grid: [7, 8] }');
    await untilOutputs(numbers, [7, 8]);
    open();
    expect(((await running) as BranchContainer<number>).outputs()).toEqual([
      1, 2, 3,
    ]);
  });

  it('is what an injected pool shows', async () => {
    write('a.yaml', 'n: 1');
    const numbers = await boot();
    const pool = app?.get<ConfigPool>(getConfigPoolToken());
    write('a.yaml', 'n: { $grid: [5, 6] }');
    await untilOutputs(numbers, [5, 6]);
    expect(pool).toMatchObject({ size: 2, version: 2 });
    expect(pool?.at(1).value).toEqual({ n: 6 });
  });

  it('takes a new value of a secret with the next change of a file', async () => {
    let secret = 'sk-first';
    write('a.yaml', 'n: 1\nkey: { $secret: KEY }');
    const numbers = await boot({ model: undefined, secrets: () => secret });
    expect(await numbers.key()).toBe('sk-first');
    secret = 'sk-second';
    write('a.yaml', 'n: 1\nkey: { $secret: KEY } # again');
    await until(async () => (await numbers.key()) === 'sk-second');
    expect(text()).not.toContain('sk-');
  });

  it('makes no version of what has not changed', async () => {
    write('a.yaml', 'n: 1');
    const numbers = await boot();
    write('a.yaml', '# a comment\nn: 1');
    write('z.yaml', 'n: 9');
    await untilOutputs(numbers, [1, 9]);
    expect(health()?.pools['default']?.version).toBe(2);
  });
});

describe('the health of the pools', () => {
  @Injectable()
  class HealthRoute {
    constructor(readonly health: SpearmintHealth) {}
  }

  it('can be injected', async () => {
    write('a.yaml', 'n: 1');
    app = await Test.createTestingModule({
      imports: [
        SpearmintModule.forRoot({ configs: ['.'], baseDir: directory }),
        { module: class Health {}, providers: [HealthRoute] },
      ],
    }).compile();
    await app.init();
    expect(app.get(HealthRoute).health.check()).toEqual({
      spearmint: { status: 'up', pools: {} },
    });
  });
});

describe('a reload under fault', () => {
  /** Repeats: the numbers of a linear congruential generator. */
  function random(seed: number): () => number {
    let state = seed;
    return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  }

  it('of 200 random edits under calls fails no call, mixes no pool, and ends in the last sound content', async () => {
    const path = join(directory, 'a.yaml');
    const sound = (n: number): string =>
      `n: { $grid: [${n}, ${n + 0.25}, ${n + 0.5}] }\n`;
    write('a.yaml', sound(1));
    const numbers = await boot();
    const seen = { calls: 0, failed: 0, mixed: 0 };
    let isDone = false;
    const calling = (async () => {
      while (!isDone) {
        seen.calls++;
        try {
          const found = (await outputs(numbers)) as number[];
          const [first] = found;
          const whole = [first, first + 0.25, first + 0.5];
          if (String(found) !== String(whole)) seen.mixed++;
        } catch {
          seen.failed++;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    const next = random(4);
    for (let edit = 1; edit <= 200; edit++) {
      const text = sound(edit + 1);
      const kind = Math.floor(next() * 6);
      if (kind === 0)
        writeFileSync(path, text.slice(0, Math.floor(next() * text.length)));
      else if (kind === 1) {
        write('a.new', text);
        renameSync(join(directory, 'a.new'), path);
      } else if (kind === 2) rmSync(path, { force: true });
      else if (kind === 3) writeFileSync(path, 'n: {{{');
      else if (kind === 4) {
        writeFileSync(path, text);
        chmodSync(path, 0o000);
        chmodSync(path, 0o644);
      } else writeFileSync(path, text);
      await new Promise((resolve) => setTimeout(resolve, next() * 20));
    }
    rmSync(path, { force: true });
    write('a.yaml', sound(1000));
    const since = performance.now();
    await untilOutputs(numbers, [1000, 1000.25, 1000.5]);
    const took = performance.now() - since;
    isDone = true;
    await calling;
    expect(seen).toMatchObject({ failed: 0, mixed: 0 });
    expect(seen.calls).toBeGreaterThan(100);
    expect(took).toBeLessThan(1_000);
    expect(health()?.pools['default']).not.toHaveProperty('problem');
  }, 30_000);
});

describe('a module that is loaded lazily', () => {
  class Lazy {
    @Experiment()
    async shared(config: Config = branchConfig<Config>()): Promise<number> {
      return config.n;
    }
    @Experiment({ pool: 'lazy' })
    async own(config: Config = branchConfig<Config>()): Promise<number> {
      return config.n;
    }
  }
  @Module({
    imports: [
      SpearmintModule.forFeature({
        name: 'lazy',
        configs: ['lazy.yaml'],
        watch: true,
      }),
    ],
    providers: [Lazy],
  })
  class LazyModule {}

  const load = async (): Promise<Lazy> => {
    const loader = app?.get(LazyModuleLoader);
    return (await loader?.load(() => LazyModule))?.get(Lazy) as Lazy;
  };

  it('has its experiments on the pool as it is by then', async () => {
    write('a.yaml', 'n: 1');
    write('lazy.yaml', 'n: 10');
    const numbers = await boot({ configs: ['a.yaml'] });
    write('a.yaml', 'n: 2');
    await untilOutputs(numbers, [2]);
    expect(await (await load()).shared()).toBe(2);
  });

  it('has its experiments on a pool that was loaded anew while they were made ready', async () => {
    write('a.yaml', 'n: 1');
    write('lazy.yaml', 'n: 10');
    const numbers = await boot({ configs: ['a.yaml'] });
    const asked = deferred();
    const answer = deferred<Config>();
    class Slow {
      @Experiment({
        name: 'slow',
        configs: [
          () => {
            asked.resolve();
            return answer.promise;
          },
        ],
      })
      async slow(config: Config = branchConfig<Config>()): Promise<number> {
        return config.n;
      }
    }
    @Module({ imports: [LazyModule], providers: [Lazy, Slow] })
    class SlowModule {}
    const loaded = await app?.get(LazyModuleLoader).load(() => SlowModule);
    const first = loaded?.get(Slow).slow();
    await asked.promise;
    write('a.yaml', 'n: 2');
    await untilOutputs(numbers, [2]);
    answer.resolve({ n: 3 });
    expect(await first).toBe(3);
    expect(await loaded?.get(Lazy).shared()).toBe(2);
  });

  it('has its experiments on a pool that was being checked when they came', async () => {
    let asked: (() => void) | undefined;
    let answer: Promise<boolean> = Promise.resolve(true);
    class Checked {
      @ValidateBy({
        name: 'gate',
        async: true,
        validator: {
          validate: () => {
            asked?.();
            return answer;
          },
        },
      })
      n!: number;
    }
    @Injectable()
    class Strict {
      @Experiment()
      async run(@BranchConfig(Checked) config: Checked = injected()) {
        return config.n;
      }
    }
    write('a.yaml', 'n: 1');
    write('lazy.yaml', 'n: 10');
    const numbers = await boot({ configs: ['a.yaml'] }, [Strict]);
    const checking = deferred();
    const gate = deferred<boolean>();
    asked = checking.resolve;
    answer = gate.promise;
    write('a.yaml', 'n: 2');
    await checking.promise;
    const lazy = await load();
    expect(await lazy.shared()).toBe(1);
    gate.resolve(true);
    await untilOutputs(numbers, [2]);
    expect(await lazy.shared()).toBe(2);
  });

  it('has its pools watched outside of the request that called first', async () => {
    const request = new AsyncLocalStorage<string>();
    const stores: unknown[] = [];
    @Module({
      imports: [
        SpearmintModule.forFeature({
          name: 'lazy',
          configs: [
            'lazy.yaml',
            () => {
              stores.push(request.getStore());
              return { n: 3 };
            },
          ],
          watch: true,
        }),
      ],
      providers: [Lazy],
    })
    class Watched {}
    write('a.yaml', 'n: 1');
    write('lazy.yaml', 'n: 10');
    await boot({ configs: ['a.yaml'] });
    const loaded = await app?.get(LazyModuleLoader).load(() => Watched);
    const lazy = loaded?.get(Lazy) as Lazy;
    expect(await request.run('first', () => lazy.own())).toBe(10);
    write('lazy.yaml', 'n: 11');
    await until(async () => (await lazy.own()) === 11);
    expect(new Set(stores)).toEqual(new Set([undefined]));
  });

  it('has its own pool watched from its first call on, until the end', async () => {
    write('a.yaml', 'n: 1');
    write('lazy.yaml', 'n: 10');
    await boot({ configs: ['a.yaml'] });
    const lazy = await load();
    expect(await lazy.own()).toBe(10);
    write('lazy.yaml', 'n: 11');
    await until(async () => (await lazy.own()) === 11);
    expect(health()?.pools).toHaveProperty('lazy');
    write('lazy.yaml', 'n: 12');
    await app?.close();
    app = undefined;
  });
});

describe('an experiment with configs of its own', () => {
  it('keeps them when a pool of its name is loaded anew', async () => {
    @Injectable()
    class Own {
      @Experiment({ name: 'default', configs: [{ n: 7 }] })
      async own(config: Config = branchConfig<Config>()): Promise<number> {
        return config.n;
      }
    }
    write('a.yaml', 'n: 1');
    const numbers = await boot({ configs: ['a.yaml'] }, [Own]);
    write('a.yaml', 'n: 2');
    await untilOutputs(numbers, [2]);
    expect(await app?.get(Own).own()).toBe(7);
  });
});

describe('the end of a watch', () => {
  it('leaves nothing running', async () => {
    write('a.yaml', 'n: 1');
    const numbers = await boot();
    write('a.yaml', 'n: 2');
    await app?.close();
    app = undefined;
    write('a.yaml', 'n: 3');
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect([1, 2]).toContain(await numbers.next());
  });

  it('waits for no source that never answers', async () => {
    write('a.yaml', 'n: 1');
    let calls = 0;
    const source = async (): Promise<object> =>
      ++calls === 1 ? { n: 5 } : new Promise<object>(() => undefined);
    const numbers = await boot({ configs: ['a.yaml', source] });
    write('a.yaml', 'n: 2');
    await until(() => calls === 2);
    await app?.close();
    app = undefined;
    expect(await outputs(numbers)).toEqual([1, 5]);
  });
});
