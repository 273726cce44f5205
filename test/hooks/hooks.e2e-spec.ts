import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  Scope,
} from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import {
  type Branch,
  BranchConfig,
  branchConfig,
  Experiment,
  type ExperimentCall,
  ExperimentHook,
  HookRegistry,
  injected,
  InvalidHookError,
  SpearmintHook,
} from 'nestjs-spearmint';
import {
  boot,
  bootError,
  closeAll,
  type Delta,
  pool3,
  turns,
} from '../support/boot.js';
import { deferred } from '../support/deferred.js';
import { Adder } from './support/adder.js';

afterEach(closeAll);

/** Notes what it sees. */
class Notes extends ExperimentHook {
  readonly seen: string[] = [];
  readonly calls: ExperimentCall[] = [];
  readonly branches: Branch[] = [];

  constructor(private readonly name = 'notes') {
    super();
  }

  override beforeExperiment(call: ExperimentCall): void {
    this.calls.push(call);
    this.seen.push(`${this.name} before ${call.experiment}`);
  }

  override async aroundBranch(
    branch: Branch,
    next: () => Promise<unknown>,
  ): Promise<unknown> {
    this.seen.push(`${this.name} in ${branch.configId}`);
    try {
      return await next();
    } finally {
      this.seen.push(`${this.name} out ${branch.configId}`);
    }
  }

  override afterBranch(branch: Branch): void {
    this.branches.push(branch);
    this.seen.push(`${this.name} after ${branch.configId} ${branch.status}`);
  }
}

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

describe('what is wrong with hooks', () => {
  it('fails the boot: an experiment that does not exist, nothing to call, a scope, all at once', async () => {
    @SpearmintHook({ experiments: ['Adder.ad'] })
    class Misspelt extends Notes {}
    @SpearmintHook()
    class Nothing {}
    @Injectable({ scope: Scope.REQUEST })
    class Scoped {}
    @SpearmintHook()
    class OfRequest extends ExperimentHook {
      constructor(@Inject(Scoped) readonly scoped: Scoped) {
        super();
      }
      override afterBranch(): void {}
    }
    const error = await bootError({ configs: pool3, hooks: [{} as never] }, [
      Adder,
      Scoped,
      Misspelt,
      Nothing,
      OfRequest,
    ]);
    expect(error.code).toBe('SPEARMINT_E_BOOT');
    for (const text of [
      /The hook Misspelt is for "Adder\.ad", which does not exist; known are Adder\.add, /,
      /The hook Nothing has none of beforeExperiment, aroundBranch, afterBranch/,
      /The hook OfRequest is request-scoped or transient.*Make it a singleton/,
      /The hook Object has none of/,
    ]) {
      expect(error.message).toMatch(text);
    }
  });

  it('fails the boot: options that make no sense', async () => {
    @SpearmintHook({ order: Number.NaN })
    class Nowhere extends Notes {}
    @SpearmintHook({ experiments: 'Adder.add' as never })
    class OfText extends Notes {}
    @SpearmintHook({ experiment: ['Adder.add'] } as never)
    class OfNothing extends Notes {}
    const { message } = await bootError({ configs: pool3 }, [
      Adder,
      Nowhere,
      OfText,
      OfNothing,
    ]);
    for (const text of [
      /The hook Nowhere has the order NaN; it must be a number/,
      /The hook OfText has the experiments 'Adder\.add'; it must be a list of names/,
      /The hook OfNothing has the unknown option experiment; known are experiments, order/,
    ]) {
      expect(message).toMatch(text);
    }
  });

  it('fails the boot: a list that is none, a class that cannot be made', async () => {
    class Failing extends Notes {
      constructor() {
        super();
        throw new Error('no database');
      }
    }
    expect(
      (await bootError({ configs: pool3, hooks: 5 as never }, [Adder])).message,
    ).toMatch(/The option hooks is 5; it must be a list/);
    const error = await bootError({ configs: pool3, hooks: [Failing] }, [
      Adder,
    ]);
    expect(error).toBeInstanceOf(InvalidHookError);
    expect(error.message).toMatch(
      /The hook Failing could not be made: Error: no database/,
    );
  });
});

describe('beforeExperiment and afterBranch', () => {
  it.each(['throws', 'rejects'] as const)(
    'change nothing when one %s: counted, said once',
    async (how) => {
      class Broken extends ExperimentHook {
        private fail(): unknown {
          if (how === 'throws') throw new TypeError('no tracer');
          return Promise.reject(new TypeError('no tracer'));
        }
        override beforeExperiment(): unknown {
          return this.fail();
        }
        override afterBranch(): unknown {
          return this.fail();
        }
      }
      const notes = new Notes();
      const app = await boot({ configs: pool3, hooks: [new Broken(), notes] }, [
        Adder,
      ]);
      for (let i = 0; i < 3; i++) expect(await app.get(Adder).add(10)).toBe(11);
      await turns();
      expect(app.module.get(HookRegistry).stats()[0]).toMatchObject({
        name: 'Broken',
        failed: 6,
      });
      expect(app.said.warnings).toEqual([
        expect.stringMatching(
          /^beforeExperiment of the hook Broken threw \(TypeError: no tracer\), first for "Adder\.add"\. Callers are not affected\. Fix the hook/,
        ),
        expect.stringMatching(/^afterBranch of the hook Broken threw/),
      ]);
      expect(notes.branches).toHaveLength(3);
    },
  );

  it('are told of in one line, without what is secret in it', async () => {
    class Leaking extends ExperimentHook {
      override beforeExperiment(): void {
        throw new Error('POST https://ada:hunter2@host\nApi-Key: s3cret');
      }
    }
    const app = await boot({ configs: pool3, hooks: [new Leaking()] }, [Adder]);
    await app.get(Adder).add(10);
    expect(app.said.warnings).toHaveLength(1);
    expect(app.said.warnings[0]).not.toMatch(/hunter2|s3cret|\n/);
  });

  it('change nothing when they never end', async () => {
    class Hanging extends ExperimentHook {
      override beforeExperiment(): Promise<void> {
        return new Promise(() => undefined);
      }
      override afterBranch(): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    const app = await boot(
      {
        configs: pool3,
        hooks: [new Hanging()],
        background: { drainMs: 50 },
      },
      [Adder],
    );
    expect(await app.get(Adder).add(10)).toBe(11);
    await turns();
    await app.module.close();
  });

  it('afterBranch is waited for by shutdown', async () => {
    const sent = deferred();
    const ends: string[] = [];
    class Sending extends ExperimentHook {
      override async afterBranch(branch: Branch): Promise<void> {
        await sent.promise;
        ends.push(branch.configId);
      }
    }
    const app = await boot({ configs: pool3, hooks: [new Sending()] }, [Adder]);
    await app.get(Adder).add(10);
    const closed = app.module.close();
    await turns();
    sent.resolve();
    await closed;
    expect(ends).toEqual(['one']);
  });

  it('afterBranch of a request that ends while HTTP drains is waited for, too', async () => {
    const ends: string[] = [];
    class Sending extends ExperimentHook {
      override async afterBranch(branch: Branch): Promise<void> {
        await turns();
        ends.push(branch.configId);
      }
    }
    /** Stands for the connection that Nest waits for between the two hooks of a shutdown. */
    @Injectable()
    class Draining implements OnApplicationShutdown {
      constructor(@Inject(Adder) private readonly adder: Adder) {}
      async onApplicationShutdown(): Promise<void> {
        await this.adder.add(10);
      }
    }
    const app = await boot({ configs: pool3, hooks: [new Sending()] }, [
      Adder,
      Draining,
    ]);
    await app.module.close();
    expect(ends).toEqual(['one']);
  });

  it('run in the asynchronous context of the call', async () => {
    const tenant = new AsyncLocalStorage<string>();
    const tenants: (string | undefined)[] = [];
    class Tenant extends ExperimentHook {
      override beforeExperiment(): void {
        tenants.push(tenant.getStore());
      }
      override afterBranch(): void {
        tenants.push(tenant.getStore());
      }
    }
    const app = await boot({ configs: pool3, hooks: [new Tenant()] }, [Adder]);
    await tenant.run('acme', () => app.get(Adder).add(10));
    await turns();
    expect(tenants).toEqual(['acme', 'acme']);
  });
});
