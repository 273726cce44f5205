import { afterEach, describe, expect, it } from '@jest/globals';
import { Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { LazyModuleLoader, type ModuleRef } from '@nestjs/core';
import { IsNumber } from 'class-validator';
import {
  BranchConfig,
  branchConfig,
  ConfigSource,
  Experiment,
  ExperimentHook,
  ExperimentRegistry,
  injected,
  SingleStrategy,
  SpearmintBootError,
  SpearmintHook,
  SpearmintModule,
  SpearmintStrategy,
  UnknownPoolError,
} from 'nestjs-spearmint';
import {
  boot as bootWith,
  type Booted,
  closeAll,
  rejection,
} from '../support/boot.js';
import { deferred } from '../support/deferred.js';
import { First, Second } from './support/bad-subjects.js';
import { Greeter, type Tone, tones } from './support/greeter.js';

afterEach(closeAll);

const boot = (providers: Provider[] = [Greeter]): Promise<Booted> =>
  bootWith({ configs: tones }, providers);

/** Loads a module as an application does that runs. */
function load(app: Booted, metadata: ModuleMetadata): Promise<ModuleRef> {
  @Module(metadata)
  class LazyModule {}
  return app.module.get(LazyModuleLoader).load(() => LazyModule);
}

class Lazy {
  @Experiment({ pool: 'lazy', strategy: 'round-robin' })
  async own(config: Tone = branchConfig()): Promise<string> {
    return config.tone;
  }
  @Experiment({ strategy: 'round-robin' })
  async shared(config: Tone = branchConfig()): Promise<string> {
    return config.tone;
  }
}
class Numbered {
  @IsNumber()
  n!: number;
}
const lazy: ModuleMetadata = {
  imports: [
    SpearmintModule.forFeature({
      name: 'lazy',
      configs: [{ tone: 'a' }, { tone: 'b' }],
    }),
  ],
  providers: [Lazy],
};

/** A method named `run` that nothing is wrong with. */
class Sound {
  @Experiment()
  async run(config: Tone = branchConfig()): Promise<string> {
    return config.tone;
  }
}

/** What the log says of experiments. */
const linesOf = ({ said }: Booted): string[] =>
  said.logs.filter((line) => line.startsWith('"'));

describe('lazy-loaded modules', () => {
  it('bring experiments and pools into a running application', async () => {
    const app = await boot();
    const loaded = (await load(app, lazy)).get(Lazy);

    // Also when the first calls come at once.
    await expect(
      Promise.all([loaded.shared(), loaded.shared(), loaded.shared()]),
    ).resolves.toEqual(['warm', 'cold', 'warm']);
    await expect(
      Promise.all([loaded.own(), loaded.own(), loaded.own()]),
    ).resolves.toEqual(['a', 'b', 'a']);
    expect(app.get(ExperimentRegistry).get('Lazy.own').module).toBe(
      'LazyModule',
    );
  });

  it('have their experiments told of in the log as others have, once, with the first call', async () => {
    const app = await boot();
    const loaded = (await load(app, lazy)).get(Lazy);
    expect(linesOf(app)).toHaveLength(1);

    await Promise.all([loaded.own(), loaded.shared(), loaded.own()]);
    await loaded.shared();
    await app.get(Greeter).greet('Ada');
    expect(linesOf(app)).toEqual([
      '"Greeter.greet": single over 2 configs of pool "default", recorded by InMemoryLogger',
      '"Lazy.own": round-robin over 2 configs of pool "lazy", recorded by InMemoryLogger',
      '"Lazy.shared": round-robin over 2 configs of pool "default", recorded by InMemoryLogger',
    ]);
    expect([...app.said.warnings, ...app.said.errors]).toEqual([]);
  });

  it('have them told of when the runner calls first, too', async () => {
    const app = await boot();
    const loaded = (await load(app, lazy)).get(Lazy);

    const { output } = await app.runner.run(loaded, 'own', []);
    expect(output).toBe('a');
    expect(linesOf(app)).toHaveLength(3);
  });

  it('have no line before the boot has told of the others', async () => {
    const early: Provider = {
      provide: 'EARLY',
      inject: [LazyModuleLoader],
      useFactory: async (loader: LazyModuleLoader) => {
        @Module(lazy)
        class LazyModule {}
        return (await loader.load(() => LazyModule)).get(Lazy).own();
      },
    };
    const app = await boot([Greeter, early]);

    expect(app.module.get('EARLY')).toBe('a');
    expect(linesOf(app).toSorted()).toEqual([
      expect.stringContaining('"Greeter.greet"'),
      expect.stringContaining('"Lazy.own"'),
      expect.stringContaining('"Lazy.shared"'),
    ]);
  });

  it('have the hooks of modules that came while they were made ready', async () => {
    const asked = deferred();
    const answer = deferred<Tone>();
    class Slow {
      @Experiment({
        configs: [
          () => {
            asked.resolve();
            return answer.promise;
          },
        ],
      })
      async slow(config: Tone = branchConfig()): Promise<string> {
        return config.tone;
      }
    }
    const seen: string[] = [];
    @SpearmintHook()
    class Watcher extends ExperimentHook {
      override beforeExperiment({ experiment }: { experiment: string }): void {
        seen.push(experiment);
      }
    }
    const app = await boot();
    const loaded = await load(app, { ...lazy, providers: [Lazy, Slow] });
    const first = loaded.get(Slow).slow();
    await asked.promise;
    const other = await load(app, { providers: [Watcher, Sound] });
    await other.get(Sound).run();
    answer.resolve({ tone: 'low' });
    await first;
    await loaded.get(Lazy).shared();
    expect(seen).toEqual(['Sound.run', 'Slow.slow', 'Lazy.shared']);
  });

  it('serve callers also where the log throws', async () => {
    const app = await boot();
    const loaded = await load(app, lazy);
    app.said.log = () => {
      throw new Error('the disk is full');
    };

    await expect(loaded.get(Lazy).own()).resolves.toBe('a');
    await expect(loaded.get(Lazy).own()).resolves.toBe('b');
  });
});

describe('what is wrong with a lazy-loaded module', () => {
  @SpearmintStrategy('shadow')
  class Impostor extends SingleStrategy {}
  @SpearmintHook({ experiments: ['Greeter.gret'] })
  class Misspelt extends ExperimentHook {
    override afterBranch(): void {}
  }
  class NoPool {
    @Experiment({ pool: 'nowhere' })
    async run() {}
  }
  class NoStrategy {
    @Experiment({ strategy: 'shadwo', timeoutMs: -1 })
    async run() {}
  }
  class NoNumber {
    @Experiment()
    async run(@BranchConfig(Numbered) config: Numbered = injected()) {
      return config.n;
    }
  }

  it('rejects the first call with all of it, and each later one; the log has it once', async () => {
    const app = await boot();
    const loaded = await load(app, {
      imports: [
        SpearmintModule.forFeature({ name: 'default', configs: tones }),
        SpearmintModule.forFeature({ name: 'hats', configs: [] }),
      ],
      providers: [
        Sound,
        NoPool,
        NoStrategy,
        NoNumber,
        First,
        Second,
        Impostor,
        Misspelt,
      ],
    });
    const calls = [
      loaded.get(Sound).run(),
      loaded.get(NoPool).run(),
      app.runner.run(loaded.get(First), 'one', []),
    ];
    const [error, ...others] = await Promise.all(calls.map(rejection));

    expect(error).toBeInstanceOf(SpearmintBootError);
    const { problems, message } = error as SpearmintBootError;
    expect(problems.map(({ code }) => code)).toEqual([
      'SPEARMINT_E_DUPLICATE_STRATEGY',
      'SPEARMINT_E_DUPLICATE_POOL',
      'SPEARMINT_E_CONFIG',
      'SPEARMINT_E_INVALID_HOOK',
      'SPEARMINT_E_UNKNOWN_POOL',
      'SPEARMINT_E_INVALID_OPTION',
      'SPEARMINT_E_CONFIG',
      'SPEARMINT_E_DUPLICATE_EXPERIMENT',
    ]);
    expect(others).toEqual([error, error]);
    expect(await rejection(loaded.get(NoStrategy).run())).toBe(error);
    expect(app.said.errors).toEqual([
      expect.stringMatching(
        /^Every call of "Sound\.run", "NoPool\.run", .* fails until/,
      ),
    ]);
    expect(app.said.errors[0]).toContain(message);
  });

  it('is its own: other experiments run on, also of modules that are loaded later', async () => {
    const app = await boot();
    const bad = await load(app, { providers: [NoPool] });
    await expect(bad.get(NoPool).run()).rejects.toThrow(UnknownPoolError);
    const loaded = await load(app, { providers: [Sound] });

    await expect(loaded.get(Sound).run()).resolves.toBe('warm');
    await expect(app.get(Greeter).greet('Ada')).resolves.toBe('warm Ada');
    expect(app.get(ExperimentRegistry).names()).toEqual([
      'Greeter.greet',
      'Sound.run',
    ]);
    expect(app.said.errors).toHaveLength(1);
  });

  it('may be a name that is there', async () => {
    class Impostor {
      @Experiment({ name: 'Greeter.greet' })
      async greet(config: Tone = branchConfig()): Promise<string> {
        return config.tone;
      }
    }
    const app = await boot();
    const loaded = await load(app, { providers: [Impostor] });

    await expect(loaded.get(Impostor).greet()).rejects.toThrow(
      /"Greeter\.greet": Greeter\.greet in RootTestModule and Impostor\.greet in LazyModule\..*another name/,
    );
    await expect(app.get(Greeter).greet('Ada')).resolves.toBe('warm Ada');
  });

  it('may be an error of the application, which callers get as it is', async () => {
    const refused = new RangeError('no table');
    class Broken extends ConfigSource {
      constructor() {
        super();
        throw refused;
      }
      load(): never {
        throw refused;
      }
    }
    class Foreign {
      @Experiment({ configs: [Broken] })
      async run() {}
    }
    const app = await boot();
    const loaded = await load(app, { providers: [Foreign] });

    expect(await rejection(loaded.get(Foreign).run())).toBe(refused);
    expect(await rejection(loaded.get(Foreign).run())).toBe(refused);
    expect(app.said.errors).toEqual([
      expect.stringMatching(/^Every call of "Foreign\.run" .*no table/),
    ]);
  });

  it('reaches callers also where the log throws', async () => {
    const app = await boot();
    const loaded = await load(app, { providers: [NoPool] });
    app.said.error = () => {
      throw new Error('the disk is full');
    };

    await expect(loaded.get(NoPool).run()).rejects.toThrow(UnknownPoolError);
  });
});

describe('an experiment that a factory calls while others are still being made', () => {
  class Behind {
    @Experiment({ pool: 'nowhere' })
    async run() {}
  }
  const made = deferred();
  const providers: Provider[] = [
    Sound,
    {
      provide: 'EARLY',
      inject: [Sound],
      useFactory: async (sound: Sound) => {
        const tone = await sound.run();
        made.resolve();
        return tone;
      },
    },
    {
      provide: 'BEHIND',
      useFactory: async () => {
        await made.promise;
        return new Behind();
      },
    },
  ];

  it('hides nothing that is wrong with those from the boot', async () => {
    await expect(boot(providers)).rejects.toThrow(UnknownPoolError);
  });
});
