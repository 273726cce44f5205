import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  Scope,
} from '@nestjs/common';
import {
  type Branch,
  ExperimentHook,
  HookRegistry,
  InvalidHookError,
  SpearmintHook,
} from 'nestjs-spearmint';
import { boot, bootError, closeAll, pool3, turns } from '../support/boot.js';
import { deferred } from '../support/deferred.js';
import { Adder } from './support/adder.js';
import { Notes } from './support/notes.js';

afterEach(closeAll);

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
