import { afterEach, describe, expect, it } from '@jest/globals';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type INestApplication,
  Injectable,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import {
  Args,
  Field,
  GraphQLModule,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { InMemoryLogger, type SpearmintExtras } from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { deferred } from '../support/deferred.js';
import {
  type Adapter,
  adapters,
  call,
  listen,
  postJson,
} from '../support/http-app.js';
import { Greeter, GreetingPipe, names, spearmint } from './support/tones.js';

@Injectable()
class SeeingGuard implements CanActivate {
  constructor(private readonly greeter: Greeter) {}
  canActivate(): boolean {
    guarded.push(...this.greeter.seen());
    return true;
  }
}

/** What a guard's context has shown. */
const guarded: unknown[] = [];

@Catch()
@Injectable()
class SeeingFilter implements ExceptionFilter {
  constructor(private readonly greeter: Greeter) {}
  catch(): Error {
    return new Error(String(this.greeter.seen()));
  }
}

@ObjectType()
class Greeting {
  @Field() name!: string;
  /** What the context has shown when the greeting was made. */
  @Field(() => [String]) seen!: unknown[];
}

@Resolver(() => Greeting)
class Greetings {
  constructor(private readonly greeter: Greeter) {}

  @Query(() => Greeting)
  async greet(@Args('name') name: string): Promise<Greeting> {
    await this.greeter.greet(name);
    return { name, seen: this.greeter.seen() };
  }

  @Mutation(() => Greeting)
  async change(@Args('name') name: string): Promise<Greeting> {
    await this.greeter.greet(name);
    return { name, seen: this.greeter.seen() };
  }

  @Query(() => [String])
  piped(@Args('name', GreetingPipe) _name: string): unknown[] {
    return this.greeter.seen();
  }

  @Query(() => String)
  @UseGuards(SeeingGuard)
  @UseFilters(SeeingFilter)
  async broken(): Promise<never> {
    await this.greeter.greet('broken');
    throw new Error('broken');
  }

  @ResolveField(() => [String])
  async echo(@Parent() { name }: Greeting): Promise<unknown[]> {
    await this.greeter.greet(`${name} echo`);
    return this.greeter.seen();
  }

  @Subscription(() => Greeting, { resolve: (greeting: Greeting) => greeting })
  async *greetings(@Args('name') name: string): AsyncGenerator<Greeting> {
    for (const i of [1, 2]) {
      await this.greeter.greet(`${name} ${i}`);
      yield { name: `${name} ${i}`, seen: this.greeter.seen() };
    }
  }

  @Subscription(() => String, { resolve: (text: string) => text })
  async *waiting(): AsyncGenerator<string> {
    const { signal } = this.greeter.context;
    const gone = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    yield 'first';
    await gone;
    left.resolve(signal.reason);
  }

  @Subscription(() => String, { resolve: (text: string) => text })
  counted(): AsyncGenerator<string> {
    return this.greeter.count(3);
  }
}

let app: INestApplication;
/** Why the last subscription was left. */
let left = deferred<unknown>();
const logger = new InMemoryLogger();
afterEach(async () => {
  await app.close();
  left = deferred();
});

async function boot(
  adapter: Adapter,
  extras: SpearmintExtras = {},
  options: Partial<ApolloDriverConfig> = {},
): Promise<void> {
  logger.clear();
  app = await listen(adapter, {
    imports: [
      spearmint({ ...extras, logger }),
      GraphQLModule.forRoot<ApolloDriverConfig>({
        driver: ApolloDriver,
        autoSchemaFile: true,
        graphiql: false,
        subscriptions: { 'graphql-ws': true },
        allowBatchedHttpRequests: true,
        ...options,
      }),
    ],
    providers: [Greeter, Greetings],
  });
}

async function ask<T>(query: string | string[]): Promise<T> {
  const payload = Array.isArray(query)
    ? query.map((one) => ({ query: one }))
    : { query };
  const { body } = await call<T>(app, '/graphql', postJson(payload));
  return body;
}

async function connect(): Promise<Client> {
  return createClient({
    url: `${(await app.getUrl()).replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
  });
}

/** The events of a subscription, until it completes. */
async function subscribe(query: string): Promise<Record<string, unknown>[]> {
  const client = await connect();
  const events: Record<string, unknown>[] = [];
  for await (const event of client.iterate({ query })) {
    expect(event.errors).toBeUndefined();
    events.push(event.data as Record<string, unknown>);
  }
  await client.dispose();
  return events;
}

const fieldEnhancers = {
  fieldResolverEnhancers: ['interceptors' as const],
};

describe.each(adapters)('GraphQL on $name', (adapter) => {
  describe.each<[string, SpearmintExtras, Partial<ApolloDriverConfig>]>([
    ['with the module’s middleware', {}, {}],
    [
      'with both, the interceptor on fields, too',
      { interceptor: true },
      fieldEnhancers,
    ],
    [
      'with the interceptor alone, on fields, too',
      { middleware: false, interceptor: true },
      fieldEnhancers,
    ],
  ])('%s', (_, extras, options) => {
    it('50 queries at once: root and resolved fields of a request share one context', async () => {
      await boot(adapter, extras, options);
      await Promise.all(
        names(50).map(async (name) => {
          const { data } = await ask<{
            data: Record<'a' | 'b', Greeting & { echo: string[] }>;
          }>(
            `{ a: greet(name: "${name} a") { name seen echo }
               b: greet(name: "${name} b") { name seen echo } }`,
          );
          const all = [
            `warm ${name} a`,
            `warm ${name} b`,
            `warm ${name} a echo`,
            `warm ${name} b echo`,
          ];
          const longest = [data.a.echo, data.b.echo].sort(
            (one, other) => other.length - one.length,
          )[0];
          expect([...(longest ?? [])].sort()).toEqual(all.sort());
          const others = [data.a.seen, data.b.seen].flat();
          expect(others.every((seen) => all.includes(String(seen)))).toBe(true);
        }),
      );
    });

    it('20 at once: the mutations of a request share one context', async () => {
      await boot(adapter, extras, options);
      await Promise.all(
        names(20).map(async (name) => {
          const { data } = await ask<{ data: Record<string, Greeting> }>(
            `mutation { a: change(name: "${name} a") { seen }
                        b: change(name: "${name} b") { seen } }`,
          );
          expect(data).toMatchObject({
            a: { seen: [`warm ${name} a`] },
            b: { seen: [`warm ${name} a`, `warm ${name} b`] },
          });
        }),
      );
    });
  });

  it('the operations of a batch share the context of their HTTP request', async () => {
    await boot(adapter);
    const both = await ask<{ data: { greet: Greeting } }[]>(
      names(3).map((name) => `{ greet(name: "${name}") { seen echo } }`),
    );
    const echoes = both.map(
      ({ data }) => (data.greet as Greeting & { echo: string[] }).echo,
    );
    expect(Math.max(...echoes.map(({ length }) => length))).toBe(6);
  });

  it('without middleware and without fieldResolverEnhancers resolved fields have no context: Nest calls no interceptor', async () => {
    await boot(adapter, { middleware: false, interceptor: true });
    expect(await ask('{ greet(name: "a") { seen echo } }')).toEqual({
      data: { greet: { seen: ['warm a'], echo: ['no context'] } },
    });
  });

  it.each<[string, SpearmintExtras, string, string[]]>([
    ['the middleware', {}, 'warm broken', []],
    [
      'the interceptor alone',
      { middleware: false, interceptor: true },
      'no context',
      ['no context'],
    ],
  ])(
    'guards and exception filters are in the context of %s or not, pipes are',
    async (_, extras, filtered, seen) => {
      guarded.length = 0;
      await boot(adapter, extras);
      const { errors } = await ask<{ errors: { message: string }[] }>(
        '{ broken }',
      );
      expect(errors[0].message).toBe(filtered);
      expect(guarded).toEqual(seen);
      expect(await ask('{ piped(name: "a") }')).toEqual({
        data: { piped: ['warm pipe'] },
      });
    },
  );

  it('experiments run and are recorded without any context', async () => {
    await boot(adapter, { middleware: false });
    expect(await ask('{ greet(name: "a") { seen echo } }')).toEqual({
      data: { greet: { seen: ['no context'], echo: ['no context'] } },
    });
    await settleBackground(app);
    expect(logger.branches.map(({ output }) => output)).toEqual([
      'warm a',
      'warm a echo',
    ]);
  });

  it('the events of a subscription are made in the context of its operation', async () => {
    await boot(adapter, { interceptor: true }, fieldEnhancers);
    await Promise.all(
      names(20).map(async (name) => {
        const events = await subscribe(
          `subscription { greetings(name: "${name}") { seen echo } }`,
        );
        expect(events).toEqual([
          {
            greetings: {
              seen: [`warm ${name} 1`],
              echo: [`warm ${name} 1`, `warm ${name} 1 echo`],
            },
          },
          {
            greetings: {
              seen: [`warm ${name} 1`, `warm ${name} 1 echo`, `warm ${name} 2`],
              echo: [
                `warm ${name} 1`,
                `warm ${name} 1 echo`,
                `warm ${name} 2`,
                `warm ${name} 2 echo`,
              ],
            },
          },
        ]);
      }),
    );
  });

  it.each<[string, (client: Client, leave: () => void) => unknown]>([
    ['ends the operation', (_client, leave) => leave()],
    ['goes away', (client) => client.terminate()],
  ])(
    'a client that leaves a subscription (%s) aborts what it waits for',
    async (_, leave) => {
      await boot(adapter, { interceptor: true });
      const client = await connect();
      const first = deferred();
      const unsubscribe = client.subscribe(
        { query: 'subscription { waiting }' },
        {
          next: () => first.resolve(),
          error: () => undefined,
          complete: () => undefined,
        },
      );
      await first.promise;
      leave(client, unsubscribe);
      await expect(left.promise).resolves.toMatchObject({
        name: 'AbortError',
        message: 'The receiver has left.',
      });
      await client.dispose();
    },
  );

  it('a subscription has no context without the interceptor; an experiment may be its source', async () => {
    await boot(adapter);
    const events = await subscribe(
      'subscription { greetings(name: "a") { seen } }',
    );
    expect(events[0]).toEqual({ greetings: { seen: ['no context'] } });
    expect(await subscribe('subscription { counted }')).toEqual([
      { counted: 'warm 1' },
      { counted: 'warm 2' },
      { counted: 'warm 3' },
    ]);
    await settleBackground(app);
    expect(logger.branches.map(({ output }) => output)).toEqual([
      'warm a 1',
      'warm a 2',
      3,
    ]);
  });
});
