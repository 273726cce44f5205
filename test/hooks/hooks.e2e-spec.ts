import { afterEach, describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import {
  type Branch,
  BranchConfig,
  branchConfig,
  Experiment,
  ExperimentHook,
  HookRegistry,
  injected,
  SpearmintHook,
} from 'nestjs-spearmint';
import { boot, closeAll, type Delta, pool3, turns } from '../support/boot.js';
import { Adder } from './support/adder.js';
import { Notes } from './support/notes.js';

afterEach(closeAll);

describe('a hook of forRoot', () => {
  it('sees the call before the strategy picks, the branch around the method, and its end', async () => {
    const notes = new Notes();
    const app = await boot({ configs: pool3, hooks: [notes] }, [Adder]);
    expect(await app.get(Adder).add(10)).toBe(11);
    await turns();
    expect(notes.seen).toEqual([
      'notes before Adder.add',
      'notes in one',
      'notes out one',
      'notes after one success',
    ]);
    expect(notes.calls).toEqual([
      {
        experiment: 'Adder.add',
        args: [10],
        unit: undefined,
        strategy: 'single',
        startedAt: expect.any(Number),
      },
    ]);
  });

  it('knows the unit that the call names', async () => {
    const notes = new Notes();
    const app = await boot({ configs: pool3, hooks: [notes] }, [Adder]);
    await app.runner.run(app.get(Adder), 'add', [10], { unit: 'user-7' });
    expect(notes.calls[0]?.unit).toBe('user-7');
  });

  it('may be a class, which gets its dependencies injected', async () => {
    @Injectable()
    class Injected extends ExperimentHook {
      constructor(@Inject(HookRegistry) readonly registry: HookRegistry) {
        super();
      }
      override aroundBranch(): unknown {
        return this.registry.stats().length;
      }
    }
    const app = await boot({ configs: pool3, hooks: [Injected] }, [Adder]);
    expect(await app.get(Adder).add(10)).toBe(1);
  });

  it('sees every branch end once: success, failure and skip', async () => {
    const notes = new Notes();
    const app = await boot(
      { configs: pool3, hooks: [notes], background: { queueLimit: 0 } },
      [Adder],
    );
    app.get(Adder).failure = new Error('no');
    await app.get(Adder).addAll(10);
    await app.get(Adder).addShadowed(10);
    await turns();
    expect(
      notes.branches.map(
        ({ configId, role, status }) => `${configId} ${role} ${status}`,
      ),
    ).toEqual([
      'one variant success',
      'five variant failed',
      'ten variant success',
      'five shadow skipped',
      'ten shadow skipped',
      'one primary success',
    ]);
  });

  it('runs around shadows, too', async () => {
    const notes = new Notes();
    const app = await boot({ configs: pool3, hooks: [notes] }, [Adder]);
    expect(await app.get(Adder).addShadowed(10)).toBe(11);
    await app.settle();
    await turns();
    expect(notes.branches.map(({ role }) => role)).toEqual([
      'primary',
      'shadow',
      'shadow',
    ]);
    expect(notes.seen).toContain('notes in ten');
  });

  it('is not asked for an experiment that is switched off', async () => {
    const notes = new Notes();
    const app = await boot({ configs: pool3, hooks: [notes], enabled: false }, [
      Adder,
    ]);
    expect(await app.get(Adder).add(10)).toBe(11);
    await turns();
    expect(notes.seen).toEqual([]);
  });

  it('stands around a config that the caller passes', async () => {
    @Injectable()
    class Parametric {
      @Experiment()
      async add(
        x: number,
        @BranchConfig() config: Delta = injected(),
      ): Promise<number> {
        return x + config.delta;
      }
    }
    const notes = new Notes();
    const app = await boot({ configs: pool3, hooks: [notes] }, [Parametric]);
    expect(await app.get(Parametric).add(10, { delta: 7 })).toBe(17);
    expect(await app.get(Parametric).add(10)).toBe(11);
    await turns();
    expect(notes.branches.map(({ configSource }) => configSource)).toEqual([
      'caller',
      'pool',
    ]);
  });
});

describe('a provider with @SpearmintHook()', () => {
  it('is found in any module, and limited to experiments by name', async () => {
    @SpearmintHook({ experiments: ['Adder.addShadowed'] })
    class Limited extends Notes {}
    @Module({ providers: [Limited] })
    class HookModule {}
    const app = await boot({ configs: pool3 }, [Adder], {
      imports: [HookModule],
    });
    await app.get(Adder).add(10);
    await app.get(Adder).addShadowed(10);
    await app.settle();
    await turns();
    const { branches } = app.module.get(Limited, { strict: false });
    expect(new Set(branches.map(({ experiment }) => experiment))).toEqual(
      new Set(['Adder.addShadowed']),
    );
  });

  it('stands in the order that it says, then in that of the list, then of the providers', async () => {
    const seen: string[] = [];
    const noting = (name: string): typeof ExperimentHook => {
      abstract class Noting extends ExperimentHook {
        override beforeExperiment(): void {
          seen.push(name);
        }
        override async aroundBranch(
          _branch: Branch,
          next: () => Promise<unknown>,
        ): Promise<unknown> {
          seen.push(`${name}(`);
          const output = await next();
          seen.push(`)${name}`);
          return output;
        }
        override afterBranch(): void {
          seen.push(`${name}.`);
        }
      }
      return Noting;
    };
    @SpearmintHook({ order: 1 })
    class Last extends noting('last') {}
    @SpearmintHook()
    class Provided extends noting('provided') {}
    @SpearmintHook({ order: -1 })
    class First extends noting('first') {}
    class Listed extends noting('listed') {}
    class Next extends noting('next') {}
    const app = await boot(
      { configs: pool3, hooks: [new Listed(), new Next()] },
      [Adder, Last, Provided, First],
    );
    await app.get(Adder).add(10);
    await turns();
    expect(seen).toEqual(
      [
        'first listed next provided last',
        'first( listed( next( provided( last(',
        ')last )provided )next )listed )first',
        'first. listed. next. provided. last.',
      ]
        .join(' ')
        .split(' '),
    );
    expect(
      app.module
        .get(HookRegistry)
        .stats()
        .map(({ name }) => name),
    ).toEqual(['First', 'Listed', 'Next', 'Provided', 'Last']);
  });

  it('is called once when it stands in the list, too', async () => {
    @SpearmintHook()
    class Twice extends Notes {}
    const app = await boot({ configs: pool3, hooks: [Twice] }, [Adder, Twice]);
    await app.get(Adder).add(10);
    expect(app.get(Twice).calls).toHaveLength(1);
  });

  it('stands around experiments that a factory called before it was made', async () => {
    @SpearmintHook()
    class Late extends Notes {}
    const app = await boot({ configs: pool3 }, [
      Adder,
      {
        provide: 'early',
        inject: [Adder],
        useFactory: (adder: Adder) => adder.add(10),
      },
      Late,
    ]);
    expect(app.module.get('early')).toBe(11);
    await app.get(Adder).add(10);
    const late = app.module.get(Late);
    expect(late.calls.length).toBeGreaterThanOrEqual(1);
  });

  it('stands, from a lazy module, around experiments of before', async () => {
    @SpearmintHook()
    class Lazy extends Notes {}
    @Injectable()
    class Other {
      @Experiment()
      async run(config: Delta = branchConfig()): Promise<number> {
        return config.delta;
      }
    }
    @Module({ providers: [Lazy, Other] })
    class LazyModule {}
    const app = await boot({ configs: pool3 }, [Adder]);
    const loaded = await app.module
      .get(LazyModuleLoader)
      .load(() => LazyModule);
    await loaded.get(Other).run();
    await app.get(Adder).add(10);
    expect(loaded.get(Lazy).calls.map(({ experiment }) => experiment)).toEqual([
      'Other.run',
      'Adder.add',
    ]);
  });
});
