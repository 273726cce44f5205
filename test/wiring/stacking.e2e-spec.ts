import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Header,
  HttpCode,
  type INestApplication,
  Injectable,
  type NestInterceptor,
  type PipeTransform,
  Post,
  Query,
  SetMetadata,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import {
  EventEmitter2,
  EventEmitterModule,
  OnEvent,
} from '@nestjs/event-emitter';
import { Reflector } from '@nestjs/core';
import {
  Cron,
  Interval,
  ScheduleModule,
  SchedulerRegistry,
} from '@nestjs/schedule';
import {
  ApiOkResponse,
  ApiOperation,
  DocumentBuilder,
  SwaggerModule,
} from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { map } from 'rxjs';
import { branchConfig, Experiment, ExperimentRunner } from 'nestjs-spearmint';
import { adapters, call, listen, postJson } from '../support/http-app.js';
import { spearmint, type Tone } from './support/greeter.js';

const nothing: MethodDecorator = () => undefined;
/** Both ways to stack: the experiment over the other decorators, and under them. */
const stacks = [
  { place: 'above', above: Experiment(), below: nothing },
  { place: 'below', above: nothing, below: Experiment() },
];

let app: Pick<INestApplication, 'close'>;
afterEach(() => app.close());

@Injectable()
class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}
  canActivate(context: ExecutionContext): boolean {
    const role = this.reflector.get<string>('role', context.getHandler());
    const { headers } = context
      .switchToHttp()
      .getRequest<{ headers: Record<string, string> }>();
    return headers['x-role'] === role;
  }
}

const wrapped: NestInterceptor = {
  intercept: (_context, next) =>
    next.handle().pipe(map((data: unknown) => ({ data }))),
};
const upperCase: PipeTransform = {
  transform: (value: unknown) =>
    typeof value === 'string' ? value.toUpperCase() : value,
};

describe.each(adapters)('routes on $name', (adapter) => {
  it.each(stacks)(
    '@Experiment $place the decorators of Nest and swagger',
    async ({ above, below }) => {
      @Controller('orders')
      class Orders {
        @above
        @Post()
        @HttpCode(202)
        @Header('x-kind', 'order')
        @SetMetadata('role', 'clerk')
        @UseGuards(RolesGuard)
        @UseInterceptors(wrapped)
        @ApiOperation({ summary: 'Takes an order' })
        @ApiOkResponse({ description: 'Taken' })
        @below
        async create(
          @Body() body: { item: string },
          config: Tone = branchConfig(),
        ): Promise<string> {
          return `${config.tone} ${body.item}`;
        }

        @above
        @Get()
        @UsePipes(upperCase)
        @below
        list(@Query('q') query: string, config: Tone = branchConfig()): string {
          return `${config.tone} ${query}`;
        }
      }
      const http = await listen(adapter, {
        imports: [spearmint()],
        controllers: [Orders],
      });
      app = http;
      const payload = postJson({ item: 'tea' });
      const headers = { 'content-type': 'application/json', 'x-role': 'clerk' };
      const allowed = { ...payload, headers };
      const answer = await call(http, '/orders', allowed);

      expect((await call(http, '/orders', payload)).status).toBe(403);
      expect(answer.status).toBe(202);
      expect(answer.headers.get('x-kind')).toBe('order');
      expect(answer.body).toEqual({ data: 'warm tea' });
      expect((await call(http, '/orders?q=tea')).body).toBe('warm TEA');

      const { paths } = SwaggerModule.createDocument(
        http,
        new DocumentBuilder().build(),
      );
      expect(paths['/orders']?.post).toMatchObject({
        summary: 'Takes an order',
        responses: { 200: { description: 'Taken' } },
      });
      expect(paths['/orders']?.get?.parameters).toMatchObject([{ name: 'q' }]);
    },
  );
});

describe('listeners', () => {
  it.each(stacks)('@Experiment $place @Cron and @Interval', async (stack) => {
    const { above, below } = stack;
    const ran: string[] = [];
    @Injectable()
    class Jobs {
      @above
      @Cron('0 0 3 * * *', { name: 'nightly' })
      @below
      async nightly(config: Tone = branchConfig()): Promise<void> {
        ran.push(`nightly ${config.tone}`);
      }

      @above
      @Interval('often', 1_000)
      @below
      async often(config: Tone = branchConfig()): Promise<void> {
        ran.push(`often ${config.tone}`);
      }
    }
    jest.useFakeTimers();
    try {
      const module = await Test.createTestingModule({
        imports: [spearmint(), ScheduleModule.forRoot()],
        providers: [Jobs],
      }).compile();
      app = await module.init();
      const registry = module.get(SchedulerRegistry);

      expect([...registry.getCronJobs().keys()]).toEqual(['nightly']);
      await registry.getCronJob('nightly').fireOnTick();
      await jest.advanceTimersByTimeAsync(1_000);
      expect(ran).toEqual(['nightly warm', 'often warm']);
    } finally {
      jest.useRealTimers();
    }
  });

  it.each(stacks)('@Experiment $place @OnEvent', async ({ above, below }) => {
    const heard: string[] = [];
    @Injectable()
    class Listener {
      @above
      @OnEvent('order.taken')
      @OnEvent('order.changed')
      @below
      async onOrder(
        item: string,
        config: Tone = branchConfig(),
      ): Promise<void> {
        heard.push(`${config.tone} ${item}`);
      }
    }
    const module = await Test.createTestingModule({
      imports: [spearmint(), EventEmitterModule.forRoot()],
      providers: [Listener],
    }).compile();
    app = await module.init();
    const emitter = module.get(EventEmitter2);
    await emitter.emitAsync('order.taken', 'tea');
    await emitter.emitAsync('order.changed', 'milk');

    expect(heard).toEqual(['warm tea', 'warm milk']);
  });
});

describe('decorators of a user that wrap', () => {
  const log: string[] = [];
  const Traced =
    (mark: string): MethodDecorator =>
    (_target: object, _key: unknown, descriptor: PropertyDescriptor) => {
      const original = descriptor.value as (...args: unknown[]) => unknown;
      descriptor.value = function (this: unknown, ...args: unknown[]) {
        log.push(mark);
        return original.apply(this, args);
      };
    };

  it('around, between and inside the experiment: each runs where it stands', async () => {
    class Traces {
      @Traced('1st')
      @Traced('2nd')
      @Experiment({ strategy: 'shadow' })
      @Traced('3rd')
      @Traced('4th')
      async pick(config: Tone = branchConfig()): Promise<string> {
        return config.tone;
      }
    }
    const module = await Test.createTestingModule({
      imports: [spearmint()],
      providers: [Traces],
    }).compile();
    app = await module.init();
    const traces = module.get(Traces);

    await expect(traces.pick()).resolves.toBe('warm');
    expect(log.splice(0)).toEqual(['1st', '2nd', '3rd', '4th']);

    await module
      .get(ExperimentRunner)
      .run(traces, 'pick', [], { settle: true });
    // By the runner there is nothing around the experiment; once for each branch inside.
    expect(log).toEqual(['3rd', '4th', '3rd', '4th', '3rd', '4th']);
  });
});

describe('the decorated function', () => {
  class Plain {
    async search(_query: string, _limit: number): Promise<void> {}
  }
  class Decorated {
    @SetMetadata('over', 'o')
    @Experiment()
    @SetMetadata('under', 'u')
    async search(_query: string, _limit: number): Promise<void> {}
  }

  it('AC-J6: keeps name, length and metadata of the method', async () => {
    app = await Test.createTestingModule({}).compile();
    const { search } = Decorated.prototype;

    expect(search.name).toBe('search');
    expect(search).toHaveLength(2);
    expect(Reflect.getMetadata('over', search)).toBe('o');
    expect(Reflect.getMetadata('under', search)).toBe('u');
    expect(
      Reflect.getMetadata('design:paramtypes', Decorated.prototype, 'search'),
    ).toEqual([String, Number]);
    expect(
      Object.getOwnPropertyDescriptor(Decorated.prototype, 'search'),
    ).toEqual({
      ...Object.getOwnPropertyDescriptor(Plain.prototype, 'search'),
      value: search,
    });
  });
});
