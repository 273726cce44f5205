import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  type INestApplication,
  Injectable,
  type MiddlewareConsumer,
  type NestInterceptor,
  type NestMiddleware,
  type NestModule,
  Param,
  Sse,
  StreamableFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  branchConfig,
  BranchContainer,
  BranchContext,
  BranchContextInterceptor,
  Experiment,
  type SpearmintExtras,
} from 'nestjs-spearmint';
import { concatMap, from, map, type Observable } from 'rxjs';
import { deferred } from '../support/deferred.js';
import { type Adapter, adapters, call, listen } from '../support/http-app.js';
import {
  Greeter,
  GreetingPipe,
  names,
  spearmint,
  type Tone,
  twice,
} from './support/tones.js';

/** Calls an experiment before the handler and after it. */
@Injectable()
class AroundInterceptor implements NestInterceptor {
  constructor(private readonly greeter: Greeter) {}
  async intercept(
    _context: ExecutionContext,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    await this.greeter.greet('before');
    return next.handle().pipe(
      concatMap(async () => {
        await this.greeter.greet('after');
        return this.greeter.seen();
      }),
    );
  }
}

/** Calls an experiment, and tells in a header what its context shows then. */
@Injectable()
class GreetingMiddleware implements NestMiddleware {
  constructor(private readonly greeter: Greeter) {}
  async use(
    { originalUrl = '' }: { originalUrl?: string },
    response: ServerResponse,
    next: () => void,
  ): Promise<void> {
    await this.greeter.greet(originalUrl);
    response.setHeader('x-seen', JSON.stringify(this.greeter.seen()));
    next();
  }
}

/** Tells in a header what its context shows. */
@Injectable()
class SeeingGuard implements CanActivate {
  constructor(private readonly greeter: Greeter) {}
  canActivate(context: ExecutionContext): boolean {
    const response = context
      .switchToHttp()
      .getResponse<{ header(name: string, value: string): unknown }>();
    response.header('x-guard', JSON.stringify(this.greeter.seen()));
    return true;
  }
}

@Catch()
@Injectable()
class SeeingFilter implements ExceptionFilter {
  constructor(
    private readonly greeter: Greeter,
    private readonly host: HttpAdapterHost,
  ) {}
  catch(_error: Error, host: ArgumentsHost): void {
    const response: unknown = host.switchToHttp().getResponse();
    this.host.httpAdapter.reply(response, this.greeter.seen(), 500);
  }
}

/** An endless stream that says what became of it. */
@Injectable()
class Endless {
  readonly started = deferred();
  readonly aborted = deferred<unknown>();
  readonly cleaned = deferred();

  constructor(private readonly context: BranchContext) {}

  @Experiment({ name: 'endless', strategy: 'shadow' })
  async *items({ tone }: Tone = branchConfig()): AsyncGenerator<string> {
    if (this.context.isShadow) return;
    const { signal } = this.context;
    const gone = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    try {
      yield tone;
      this.started.resolve();
      // Waits for an item that never comes, but for the signal.
      await gone;
      this.aborted.resolve(signal.reason);
    } finally {
      this.cleaned.resolve();
    }
  }
}

@Controller()
class Pages {
  constructor(
    private readonly greeter: Greeter,
    private readonly endless: Endless,
  ) {}

  @Get('twice/:name')
  twice(@Param('name') name: string): Promise<unknown[]> {
    return this.greeter.twice(name);
  }

  @Get('piped/:name')
  async piped(@Param('name', GreetingPipe) name: string): Promise<unknown> {
    await this.greeter.greet(name);
    return this.greeter.seen();
  }

  @Get('around/:name')
  @UseInterceptors(AroundInterceptor)
  around(@Param('name') name: string): Promise<string> {
    return this.greeter.greet(name);
  }

  @Get('through/:name')
  through(): unknown[] {
    return this.greeter.seen();
  }

  @Get('observable/:name')
  observable(@Param('name') name: string): Observable<unknown> {
    return from(this.greeter.greet(name)).pipe(map(() => this.greeter.seen()));
  }

  @Sse('events/:name')
  events(@Param('name') name: string): Observable<{ data: unknown }> {
    return from([1, 2]).pipe(
      concatMap(async (i) => {
        await this.greeter.greet(`${name} ${i}`);
        return { data: this.greeter.seen() };
      }),
    );
  }

  @Sse('items')
  items(): Observable<{ data: string }> {
    return from(this.greeter.count(3)).pipe(map((data) => ({ data })));
  }

  @Get('file/:name')
  file(@Param('name') name: string): StreamableFile {
    const { greeter } = this;
    async function* lines(): AsyncGenerator<string> {
      for (const i of [1, 2]) {
        await greeter.greet(`${name} ${i}`);
        yield `${JSON.stringify(greeter.seen())}\n`;
      }
    }
    return new StreamableFile(Readable.from(lines()));
  }

  @Sse('endless/events')
  endlessEvents(): Observable<{ data: string }> {
    return from(this.endless.items()).pipe(map((data) => ({ data })));
  }

  @Get('endless/file')
  endlessFile(): StreamableFile {
    return new StreamableFile(Readable.from(this.endless.items()));
  }
}

@Controller('marked')
@UseInterceptors(BranchContextInterceptor)
class Marked {
  constructor(
    private readonly greeter: Greeter,
    private readonly branches: BranchContainer,
  ) {}

  @Get('twice/:name')
  @UseGuards(SeeingGuard)
  twice(@Param('name') name: string): Promise<unknown[]> {
    return this.greeter.twice(name);
  }

  @Get('piped/:name')
  async piped(@Param('name', GreetingPipe) name: string): Promise<unknown> {
    await this.greeter.greet(name);
    return this.greeter.seen();
  }

  @Get('broken')
  @UseFilters(SeeingFilter)
  async broken(): Promise<never> {
    await this.greeter.greet('broken');
    throw new Error('broken');
  }

  @Get('container')
  async container(): Promise<BranchContainer> {
    await this.greeter.greet('written');
    return this.branches;
  }
}

class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(GreetingMiddleware).forRoutes('through/{*path}');
  }
}

let app: INestApplication;
afterEach(() => app.close());

async function boot(
  adapter: Adapter,
  extras: SpearmintExtras = {},
): Promise<void> {
  const module = {
    module: AppModule,
    providers: [Greeter, Endless, GreetingPipe, SeeingGuard, SeeingFilter],
    controllers: [Pages, Marked],
  };
  app = await listen(adapter, { imports: [spearmint(extras), module] });
}

/** The data of server-sent events. */
function dataOf(body: unknown): unknown[] {
  return String(body)
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => {
      const text = line.slice('data: '.length);
      return text.startsWith('[') ? (JSON.parse(text) as unknown) : text;
    });
}

describe.each(adapters)('HTTP on $name', (adapter) => {
  it('50 at once: a pipe that calls an experiment shows in the request', async () => {
    await boot(adapter);
    await Promise.all(
      names(50).map(async (name) => {
        expect((await call(app, `/piped/${name}`)).body).toEqual([
          'warm pipe',
          `warm ${name}`,
        ]);
      }),
    );
  });

  it('50 at once: an interceptor sees the request before and after the handler', async () => {
    await boot(adapter);
    await Promise.all(
      names(50).map(async (name) => {
        expect((await call(app, `/around/${name}`)).body).toEqual([
          'warm before',
          `warm ${name}`,
          'warm after',
        ]);
      }),
    );
  });

  it('50 at once: an Observable of a handler runs in the request', async () => {
    await boot(adapter);
    await Promise.all(
      names(50).map(async (name) => {
        expect((await call(app, `/observable/${name}`)).body).toEqual([
          `warm ${name}`,
        ]);
      }),
    );
  });

  it('50 at once: server-sent events are made in their request', async () => {
    await boot(adapter);
    await Promise.all(
      names(50).map(async (name) => {
        const { body } = await call(app, `/events/${name}`);
        expect(dataOf(body)).toEqual([
          [`warm ${name} 1`],
          [`warm ${name} 1`, `warm ${name} 2`],
        ]);
      }),
    );
  });

  it('an experiment that is an async generator is sent as server-sent events', async () => {
    await boot(adapter);
    const { body } = await call(app, '/items');
    expect(dataOf(body)).toEqual(['warm 1', 'warm 2', 'warm 3']);
  });

  it('50 at once: a streamed file is made in its request', async () => {
    await boot(adapter);
    await Promise.all(
      names(50).map(async (name) => {
        const { body } = await call(app, `/file/${name}`);
        const lines = String(body).trim().split('\n');
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
          [`warm ${name} 1`],
          [`warm ${name} 1`, `warm ${name} 2`],
        ]);
      }),
    );
  });

  it.each(['/endless/events', '/endless/file'])(
    'a client that leaves %s aborts the branch that makes it, which ends',
    async (path) => {
      await boot(adapter);
      const endless = app.get(Endless, { strict: false });
      // Not fetch, which would connect again at once and hold up the shutdown.
      const request = get(`${await app.getUrl()}${path}`);
      request.on('error', () => undefined);
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.on('error', () => undefined);
      response.resume();
      await endless.started.promise;
      request.destroy();

      await expect(endless.aborted.promise).resolves.toMatchObject({
        name: 'AbortError',
      });
      await endless.cleaned.promise;
    },
  );

  it('interceptor: true leaves the request its one context', async () => {
    await boot(adapter, { interceptor: true });
    await Promise.all(
      names(50).map(async (name) => {
        expect((await call(app, `/twice/${name}`)).body).toEqual(twice(name));
        const around = await call(app, `/around/${name}`);
        expect(around.body).toEqual([
          'warm before',
          `warm ${name}`,
          'warm after',
        ]);
      }),
    );
  });

  it('without the middleware the interceptor gives marked controllers a context', async () => {
    await boot(adapter, { middleware: false });
    await Promise.all(
      names(20).map(async (name) => {
        expect((await call(app, `/marked/twice/${name}`)).body).toEqual(
          twice(name),
        );
      }),
    );
    expect((await call(app, '/twice/Ada')).body).toEqual(['no context']);
  });

  it('without the middleware, guards, filters and the writing of JSON are outside of what the interceptor opens, pipes inside', async () => {
    await boot(adapter, { middleware: false });
    const { headers } = await call(app, '/marked/twice/Ada');
    expect(headers.get('x-guard')).toBe('["no context"]');
    expect((await call(app, '/marked/piped/Ada')).body).toEqual([
      'warm pipe',
      'warm Ada',
    ]);
    expect((await call(app, '/marked/broken')).body).toEqual(['no context']);
    expect((await call(app, '/marked/container')).status).toBe(500);
  });

  it(`50 at once: middleware of the application ${adapter.name === 'express' ? 'sees' : 'runs before'} the context`, async () => {
    await boot(adapter);
    await Promise.all(
      names(50).map(async (name) => {
        const { headers, body } = await call(app, `/through/${name}`);
        const seen = [`warm /through/${name}`];
        const none = ['no context'];
        const isExpress = adapter.name === 'express';
        expect(JSON.parse(headers.get('x-seen') ?? '')).toEqual(
          isExpress ? seen : none,
        );
        // What was called before the context was open is not in it.
        expect(body).toEqual(isExpress ? seen : []);
      }),
    );
  });
});
