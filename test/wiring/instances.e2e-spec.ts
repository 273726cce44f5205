import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  Inject,
  Injectable,
  Scope,
  type Type,
} from '@nestjs/common';
import { ContextIdFactory, ModuleRef, REQUEST } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  branchConfig,
  Experiment,
  ExperimentRegistry,
  ExperimentRunner,
  NoBranchError,
} from 'nestjs-spearmint';
import { adapters, call, listen } from '../support/http-app.js';
import { boot, Greeter, spearmint, type Tone } from './support/greeter.js';

let module: TestingModule;
afterEach(() => module.close());

describe('scopes', () => {
  it.each([Scope.DEFAULT, Scope.REQUEST, Scope.TRANSIENT])(
    'scope %s, resolved',
    async (scope) => {
      @Injectable({ scope })
      class Scoped extends Greeter {}
      module = await boot({ providers: [Scoped] });
      const scoped = await (scope === Scope.DEFAULT
        ? module.get(Scoped)
        : module.resolve(Scoped));

      await expect(scoped.greet('Ada')).resolves.toBe('warm Ada');
    },
  );

  it('a transient provider, injected twice', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Passing extends Greeter {}
    @Injectable()
    class One {
      constructor(readonly greeter: Passing) {}
    }
    @Injectable()
    class Two {
      constructor(readonly greeter: Passing) {}
    }
    module = await boot({ providers: [Passing, One, Two] });
    const [one, two] = [module.get(One).greeter, module.get(Two).greeter];

    expect(one).not.toBe(two);
    await expect(one.greet('Ada')).resolves.toBe('warm Ada');
    await expect(two.greet('Bob')).resolves.toBe('warm Bob');
  });

  it('a durable provider', async () => {
    @Injectable({ scope: Scope.REQUEST, durable: true })
    class Durable extends Greeter {}
    module = await boot({ providers: [Durable] });
    const tenant = ContextIdFactory.create();
    const durable = await module.resolve(Durable, tenant);

    await expect(durable.greet('Ada')).resolves.toBe('warm Ada');
    expect(await module.resolve(Durable, tenant)).toBe(durable);
  });

  describe.each(adapters)('over HTTP on $name', (adapter) => {
    it('a request-scoped provider in a controller', async () => {
      @Injectable({ scope: Scope.REQUEST })
      class Caller {
        constructor(@Inject(REQUEST) private readonly request: Request) {}
        @Experiment({ strategy: 'round-robin' })
        async path(config: Tone = branchConfig()): Promise<string> {
          return `${config.tone} ${this.request.url}`;
        }
      }
      @Controller()
      class Pages {
        constructor(private readonly caller: Caller) {}
        @Get('page')
        page(): Promise<string> {
          return this.caller.path();
        }
      }
      const app = await listen(adapter, {
        imports: [spearmint()],
        providers: [Caller],
        controllers: [Pages],
      });
      module = app as never;

      // One cursor for all instances of the class.
      expect((await call(app, '/page')).body).toBe('warm /page');
      expect((await call(app, '/page')).body).toBe('cold /page');
    });

    it.each([Scope.DEFAULT, Scope.REQUEST])(
      "a controller's handlers, scope %s, decorated above and below @Get",
      async (scope) => {
        @Controller({ scope })
        class Pages {
          @Experiment()
          @Get('above')
          above(config: Tone = branchConfig()): string {
            return config.tone;
          }
          @Get('below')
          @Experiment()
          below(config: Tone = branchConfig()): string {
            return config.tone;
          }
        }
        const app = await listen(adapter, {
          imports: [spearmint()],
          controllers: [Pages],
        });
        module = app as never;

        expect((await call(app, '/above')).body).toBe('warm');
        expect((await call(app, '/below')).body).toBe('warm');
        expect(app.get(ExperimentRegistry).get('Pages.above').source).toBe(
          'controller',
        );
      },
    );
  });
});

describe('inheritance', () => {
  abstract class Base {
    protected abstract suffix(): string;
    @Experiment()
    async speak(config: Tone = branchConfig()): Promise<string> {
      return config.tone + this.suffix();
    }
  }

  it('an inherited class, and an abstract base without @Injectable', async () => {
    class Loud extends Base {
      protected override suffix(): string {
        return '!';
      }
    }
    class Child extends Greeter {}
    module = await boot({ providers: [Loud, Child] });

    await expect(module.get(Loud).speak()).resolves.toBe('warm!');
    await expect(module.get(Child).greet('Ada')).resolves.toBe('warm Ada');
    expect(module.get(ExperimentRegistry).names()).toEqual([
      'Base.speak',
      'Greeter.greet',
    ]);
  });

  it('a subclass with more experiments, beside its base', async () => {
    class More extends Greeter {
      @Experiment({ strategy: 'round-robin' })
      async part(config: Tone = branchConfig()): Promise<string> {
        return config.tone;
      }
    }
    module = await boot({ providers: [Greeter, More] });
    const more = module.get(More);

    await expect(more.greet('Ada')).resolves.toBe('warm Ada');
    expect([await more.part(), await more.part()]).toEqual(['warm', 'cold']);
    await expect(module.get(Greeter).greet('Ada')).resolves.toBe('warm Ada');
  });

  it('a subclass that overrides without decorating runs as written, and its super call as an experiment', async () => {
    class Polite extends Greeter {
      override async greet(name: string): Promise<string> {
        return `dear ${await super.greet(name)}`;
      }
    }
    module = await boot({ providers: [Polite] });

    await expect(module.get(Polite).greet('Ada')).resolves.toBe(
      'dear warm Ada',
    );
  });

  it('a subclass that overrides and decorates has an experiment of its own', async () => {
    class Reversed extends Greeter {
      @Experiment({ strategy: 'round-robin' })
      override async greet(
        name: string,
        config: Tone = branchConfig(),
      ): Promise<string> {
        return `${config.tone} but ${await super.greet(name)}`;
      }
    }
    module = await boot({ providers: [Reversed] });
    const reversed = module.get(Reversed);

    await expect(reversed.greet('Ada')).resolves.toBe('warm but warm Ada');
    await expect(reversed.greet('Ada')).resolves.toBe('cold but warm Ada');
    const { branches } = await module
      .get(ExperimentRunner)
      .run(reversed, 'greet', ['Ada']);
    expect(branches.at(0)?.experiment).toBe('Reversed.greet');
  });

  it('a mixin, with a name for each use', async () => {
    const mixin = (name: string, mark: string): Type<{ tell(): unknown }> => {
      class Mixed {
        @Experiment({ name })
        async tell(config: Tone = branchConfig()): Promise<string> {
          return config.tone + mark;
        }
      }
      return Mixed;
    };
    class First extends mixin('first', '1') {}
    class Second extends mixin('second', '2') {}
    module = await boot({ providers: [First, Second] });

    await expect(module.get(First).tell()).resolves.toBe('warm1');
    await expect(module.get(Second).tell()).resolves.toBe('warm2');
    expect(module.get(ExperimentRegistry).names()).toEqual(['first', 'second']);
  });
});

describe('instances that Nest did not construct', () => {
  it.each([
    ['useFactory', { provide: Greeter, useFactory: () => new Greeter() }],
    [
      'useFactory, asynchronous',
      { provide: Greeter, useFactory: async () => new Greeter() },
    ],
    ['useValue', { provide: Greeter, useValue: new Greeter() }],
    [
      'useValue, frozen',
      { provide: Greeter, useValue: Object.freeze(new Greeter()) },
    ],
    ['useClass', { provide: Greeter, useClass: class extends Greeter {} }],
  ])('%s', async (_form, provider) => {
    module = await boot({ providers: [provider] });

    await expect(module.get(Greeter).greet('Ada')).resolves.toBe('warm Ada');
  });

  it.each([
    ['of every request', Scope.REQUEST],
    ['of whoever injects it', Scope.TRANSIENT],
  ])('useFactory, an instance %s', async (_form, scope) => {
    @Injectable()
    class Porter {
      constructor(readonly greeter: Greeter) {}
    }
    module = await boot({
      providers: [
        Porter,
        { provide: Greeter, scope, useFactory: () => new Greeter() },
      ],
    });
    const first = await module.resolve(Greeter);
    const second = await module.resolve(Greeter, ContextIdFactory.create());
    const porter = await module.resolve(Porter, ContextIdFactory.create());

    expect(first).not.toBe(second);
    for (const greeter of [first, second, porter.greeter]) {
      await expect(greeter.greet('Ada')).resolves.toBe('warm Ada');
    }
    expect(module.get(ExperimentRegistry).size).toBe(1);
  });

  it('useFactory, asynchronous, of every request', async () => {
    module = await boot({
      providers: [
        {
          provide: 'GREETER',
          scope: Scope.REQUEST,
          useFactory: async () => new Greeter(),
        },
      ],
    });
    const greeter = await module.resolve<Greeter>('GREETER');

    await expect(greeter.greet('Ada')).resolves.toBe('warm Ada');
  });

  it('useFactory, of something that depends on the request', async () => {
    module = await boot({
      providers: [
        {
          provide: Greeter,
          inject: [REQUEST],
          useFactory: (_request: unknown) => new Greeter(),
        },
        {
          provide: 'TEXT',
          scope: Scope.TRANSIENT,
          useFactory: () => 'a text',
        },
      ],
    });
    const greeter = await module.resolve(Greeter);

    await expect(greeter.greet('Ada')).resolves.toBe('warm Ada');
    await expect(module.resolve('TEXT')).resolves.toBe('a text');
  });

  it('behind an alias', async () => {
    const ALIAS = Symbol('ALIAS');
    module = await boot({
      providers: [Greeter, { provide: ALIAS, useExisting: Greeter }],
    });

    await expect(module.get<Greeter>(ALIAS).greet('Ada')).resolves.toBe(
      'warm Ada',
    );
    expect(module.get(ExperimentRegistry).size).toBe(1);
  });

  it('moduleRef.create, of a provider and of a class that is none', async () => {
    class Unlisted {
      @Experiment({ strategy: 'round-robin' })
      async pick(config: Tone = branchConfig()): Promise<string> {
        return config.tone;
      }
    }
    module = await boot({ providers: [Greeter] });
    const moduleRef = module.get(ModuleRef);
    const greeter = await moduleRef.create(Greeter);
    const unlisted = await moduleRef.create(Unlisted);

    expect(greeter).not.toBe(module.get(Greeter));
    await expect(greeter.greet('Ada')).resolves.toBe('warm Ada');
    // Also when its first calls come at once.
    await expect(
      Promise.all([unlisted.pick(), unlisted.pick(), unlisted.pick()]),
    ).resolves.toEqual(['warm', 'cold', 'warm']);
  });

  it('made by hand, a method runs as it is written', async () => {
    module = await boot({ providers: [Greeter] });
    const greeter = new Greeter();

    await expect(greeter.greet('Ada', { tone: 'own' })).resolves.toBe(
      'own Ada',
    );
    await expect(greeter.greet('Ada')).rejects.toThrow(NoBranchError);
    await expect(greeter.greet('Ada')).rejects.toThrow(
      /pass the config as an argument/,
    );
  });

  it('without the module, a method runs as it is written', async () => {
    module = await Test.createTestingModule({ providers: [Greeter] }).compile();

    await expect(
      module.get(Greeter).greet('Ada', { tone: 'own' }),
    ).resolves.toBe('own Ada');
  });
});

describe('other things in the container', () => {
  it.each([
    ['without a prototype', Object.create(null) as object],
    ['null', null],
    ['undefined', undefined],
    ['a string', 'text'],
    ['a function', () => 1],
  ])('a value %s does not disturb', async (_name, value) => {
    module = await boot({
      providers: [Greeter, { provide: 'ODD', useValue: value }],
    });

    await expect(module.get(Greeter).greet('Ada')).resolves.toBe('warm Ada');
  });

  it('instances look the same as those made by hand', async () => {
    module = await boot({
      providers: [
        Greeter,
        { provide: 'MADE', useFactory: () => new Greeter() },
      ],
    });

    expect(module.get(Greeter)).toEqual(new Greeter());
    expect(module.get('MADE')).toStrictEqual(new Greeter());
    expect(Object.keys(module.get(Greeter))).toEqual([]);
    expect(JSON.stringify(module.get(Greeter))).toBe('{}');
  });
});
