import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  Body,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  type INestApplication,
  Injectable,
  type ModuleMetadata,
  Param,
  Post,
  UseGuards,
  VersioningType,
} from '@nestjs/common';
import { APP_FILTER, DiscoveryService, HttpAdapterHost } from '@nestjs/core';
import {
  branchConfig,
  BranchContainer,
  BranchContext,
  Branches,
  type BranchRecord,
  Experiment,
  ExperimentRunner,
  NoContextError,
  SpearmintModule,
  type SpearmintExtras,
} from 'nestjs-spearmint';
import {
  type Adapter,
  adapters,
  call,
  listen,
  postJson,
} from '../support/http-app.js';

interface Tone {
  readonly $id?: string;
  readonly tone: string;
}

const spearmint = (extras: SpearmintExtras = {}) =>
  SpearmintModule.forRoot({
    ...extras,
    configs: [
      { $id: 'warm', tone: 'warm' },
      { $id: 'cold', tone: 'cold' },
    ],
  });

@Injectable()
class Greeter {
  @Experiment({ strategy: 'multi-branch' })
  async all(name: string, config: Tone = branchConfig()): Promise<unknown> {
    await Promise.resolve();
    return `${config.tone} ${name}`;
  }

  @Experiment()
  async one(name: string, config: Tone = branchConfig()): Promise<string> {
    await Promise.resolve();
    return `${config.tone} ${name}`;
  }
}

@Injectable()
class CheckingGuard implements CanActivate {
  constructor(private readonly greeter: Greeter) {}
  async canActivate(): Promise<boolean> {
    return (await this.greeter.one('guard')) === 'warm guard';
  }
}

let built = 0;

@Controller()
class Pages {
  constructor(
    private readonly greeter: Greeter,
    private readonly branches: BranchContainer,
  ) {
    built++;
  }

  @Get('facade/:name')
  async facade(@Param('name') name: string): Promise<BranchContainer> {
    await this.greeter.all(name);
    return this.branches;
  }

  @Post('posted')
  async posted(@Body() body: { name: string }): Promise<unknown> {
    await this.greeter.all(body.name);
    return this.branches.outputs();
  }

  @Get('guarded/:name')
  @UseGuards(CheckingGuard)
  async guarded(@Param('name') name: string): Promise<unknown> {
    await this.greeter.one(name);
    return this.branches.outputs();
  }

  @Get('parameter/:name')
  async parameter(
    @Param('name') name: string,
    @Branches() branches: BranchContainer,
  ): Promise<unknown> {
    const before = branches.length;
    await this.greeter.all(name);
    return { before, after: branches.outputs() };
  }

  @Get('snapshot/:name')
  async snapshot(@Param('name') name: string): Promise<unknown> {
    await this.greeter.one(`${name} 1`);
    const snapshot = this.branches.snapshot();
    await this.greeter.one(`${name} 2`);
    return { kept: snapshot.outputs(), now: this.branches.outputs() };
  }

  @Get('active')
  async active(): Promise<unknown> {
    await this.greeter.one('Ada');
    return { isActive: this.branches.isActive, length: this.branches.length };
  }

  @Get('broken/:name')
  async broken(@Param('name') name: string): Promise<never> {
    await this.greeter.one(name);
    throw new Error('broken');
  }
}

@Catch()
class BranchFilter implements ExceptionFilter {
  constructor(
    private readonly branches: BranchContainer,
    private readonly host: HttpAdapterHost,
  ) {}
  catch(error: Error, host: ArgumentsHost): void {
    const response: unknown = host.switchToHttp().getResponse();
    const body = { error: error.message, branches: this.branches.outputs() };
    this.host.httpAdapter.reply(response, body, 500);
  }
}

const parts: ModuleMetadata = {
  providers: [Greeter, CheckingGuard],
  controllers: [Pages],
};

let app: Pick<INestApplication, 'close'>;
afterEach(() => app.close());

async function boot(
  adapter: Adapter,
  extras: SpearmintExtras = {},
  prepare?: (http: INestApplication) => void,
): Promise<INestApplication> {
  const http = await listen(
    adapter,
    { ...parts, imports: [spearmint(extras)] },
    prepare,
  );
  app = http;
  return http;
}

const fifty = Array.from({ length: 50 }, (_, i) => `n${i}`);

describe.each(adapters)('a request on $name', (adapter) => {
  it('50 at once: a singleton controller that returns its injected container sends that request’s branches', async () => {
    const http = await boot(adapter);

    await Promise.all(
      fifty.map(async (name) => {
        const { body } = await call<BranchRecord[]>(http, `/facade/${name}`);
        expect(body).toMatchObject([
          { configId: 'warm', output: `warm ${name}`, status: 'success' },
          { configId: 'cold', output: `cold ${name}`, status: 'success' },
        ]);
      }),
    );
  });

  it('50 at once with a body', async () => {
    const http = await boot(adapter);

    await Promise.all(
      fifty.map(async (name) => {
        const { body } = await call(http, '/posted', postJson({ name }));
        expect(body).toEqual([`warm ${name}`, `cold ${name}`]);
      }),
    );
  });

  it('50 at once behind a guard that calls an experiment: its branch is there, too', async () => {
    const http = await boot(adapter);

    await Promise.all(
      fifty.map(async (name) => {
        const { body } = await call(http, `/guarded/${name}`);
        expect(body).toEqual(['warm guard', `warm ${name}`]);
      }),
    );
  });

  it('@Branches() gives the same container', async () => {
    const http = await boot(adapter);

    expect((await call(http, '/parameter/Ada')).body).toEqual({
      before: 0,
      after: ['warm Ada', 'cold Ada'],
    });
  });

  it('snapshot() detaches what is there', async () => {
    const http = await boot(adapter);

    expect((await call(http, '/snapshot/Ada')).body).toEqual({
      kept: ['warm Ada 1'],
      now: ['warm Ada 1', 'warm Ada 2'],
    });
  });

  it('50 at once: an exception filter sees the branches of its request', async () => {
    const http = await listen(adapter, {
      ...parts,
      imports: [spearmint()],
      providers: [
        ...(parts.providers ?? []),
        { provide: APP_FILTER, useClass: BranchFilter },
      ],
    });
    app = http;

    await Promise.all(
      fifty.map(async (name) => {
        expect((await call(http, `/broken/${name}`)).body).toEqual({
          error: 'broken',
          branches: [`warm ${name}`],
        });
      }),
    );
  });

  it.each<[string, (http: INestApplication) => void, string]>([
    ['a global prefix', (http) => http.setGlobalPrefix('api'), '/api'],
    [
      'URI versioning',
      (http) =>
        http.enableVersioning({
          type: VersioningType.URI,
          defaultVersion: '1',
        }),
      '/v1',
    ],
    [
      'both',
      (http) =>
        http.setGlobalPrefix('api/x').enableVersioning({
          type: VersioningType.URI,
          defaultVersion: '2',
        }),
      '/api/x/v2',
    ],
    [
      'a prefix that excludes the route',
      (http) => http.setGlobalPrefix('api', { exclude: ['active'] }),
      '',
    ],
  ])(
    '50 at once: each has its context with %s',
    async (_name, prepare, prefix) => {
      const http = await boot(adapter, {}, prepare);

      await Promise.all(
        fifty.map(async () => {
          expect((await call(http, `${prefix}/active`)).body).toEqual({
            isActive: true,
            length: 1,
          });
        }),
      );
    },
  );

  it('has none with middleware: false, and says so where it would be sent; experiments run', async () => {
    const http = await boot(adapter, { middleware: false });

    expect((await call(http, '/active')).body).toEqual({
      isActive: false,
      length: 0,
    });
    expect((await call(http, '/facade/Ada')).status).toBe(500);
    expect((await call(http, '/parameter/Ada')).status).toBe(500);
  });

  it('leaves the requests of an application alone that has no experiment', async () => {
    @Controller()
    class Plain {
      constructor(private readonly branches: BranchContainer) {}
      @Get() isActive(): { isActive: boolean } {
        return { isActive: this.branches.isActive };
      }
    }
    const http = await listen(adapter, {
      imports: [spearmint()],
      controllers: [Plain],
    });
    app = http;

    expect((await call(http, '/')).body).toEqual({ isActive: false });
  });

  it('makes nothing request-scoped', async () => {
    built = 0;
    const http = await boot(adapter);
    await Promise.all(fifty.map((name) => call(http, `/facade/${name}`)));

    expect(built).toBe(1);
    const discovery = http.get(DiscoveryService, { strict: false });
    const scoped = [...discovery.getControllers(), ...discovery.getProviders()]
      .filter((wrapper) => !wrapper.isDependencyTreeStatic())
      .map(({ name }) => name);
    // Nest's own.
    expect(scoped).toEqual(['REQUEST']);
  });
});

describe('outside of a request', () => {
  it('the injected container is empty, not active, and refuses to be sent', async () => {
    const http = await boot(adapters[0]);
    const branches = http.get(BranchContainer);
    await http.get(Greeter).one('Ada');

    expect(branches.isActive).toBe(false);
    expect([...branches]).toEqual([]);
    expect(branches).toHaveLength(0);
    expect(branches.at(0)).toBeUndefined();
    expect(() => branches.toJSON()).toThrow(NoContextError);
    expect(() => JSON.stringify({ branches })).toThrow(/BranchContext\.run/);
    await expect(branches.settled()).resolves.toBe(branches);
  });

  it('BranchContext.run opens a context for a job', async () => {
    const http = await boot(adapters[0]);
    const context = http.get(BranchContext);
    const branches = http.get(BranchContainer);
    const greeter = http.get(Greeter);
    const job = (name: string): Promise<unknown[]> =>
      context.run(async () => {
        expect(branches.isActive).toBe(true);
        await greeter.one(name);
        await greeter.one(`${name}!`);
        return branches.outputs();
      });

    await expect(Promise.all(['a', 'b'].map(job))).resolves.toEqual([
      ['warm a', 'warm a!'],
      ['warm b', 'warm b!'],
    ]);
    expect(branches.isActive).toBe(false);
  });

  it('BranchContext.run inside a shadow stays in the shadow, under the same branch', async () => {
    @Injectable()
    class Outer {
      readonly seen: unknown[] = [];
      constructor(
        readonly context: BranchContext,
        readonly branches: BranchContainer,
        readonly greeter: Greeter,
      ) {}

      @Experiment({ strategy: 'shadow' })
      async outer(config: Tone = branchConfig()): Promise<string> {
        const id = this.context.current?.id ?? 'none';
        await this.context.run(async () => {
          await this.greeter.one(config.tone);
          this.seen.push({
            shadow: this.context.isShadow,
            branches: this.branches.outputs(),
            isChild: this.branches.at(0)?.parentId === id,
          });
        });
        return config.tone;
      }
    }
    const http = await listen(adapters[0], {
      imports: [spearmint()],
      providers: [Greeter, Outer],
    });
    app = http;
    const outer = http.get(Outer);
    await http.get(ExperimentRunner).run(outer, 'outer', [], { settle: true });

    expect(outer.seen).toEqual([
      { shadow: false, branches: ['warm warm'], isChild: true },
      { shadow: true, branches: ['warm cold'], isChild: true },
    ]);
  });
});
