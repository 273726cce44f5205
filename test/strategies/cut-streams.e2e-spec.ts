import { once } from 'node:events';
import { get } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable } from '@nestjs/common';
import {
  type Branch,
  branchConfig,
  BranchContext,
  Experiment,
  InMemoryLogger,
  MultiBranchStrategy,
  type StrategyInput,
  SpearmintModule,
} from 'nestjs-spearmint';
import { concat, from, NEVER, Observable } from 'rxjs';
import { boot, closeAll, type Delta, pool3, turns } from '../support/boot.js';
import { deferred } from '../support/deferred.js';
import { adapters, listen } from '../support/http-app.js';
import { outcomes } from '../support/outcomes.js';
import { returning } from '../support/returning.js';

afterEach(closeAll);

type Make = (delta: number, context: BranchContext) => unknown;

/** What has been closed of {@link kinds}. */
let closed: number[] = [];

/** As many items as the config says, then none for ever. */
async function* idle(delta: number): AsyncGenerator<number> {
  for (let i = 0; i < delta; i++) yield i;
  await new Promise(() => undefined);
}

async function* endless(delta: number): AsyncGenerator<number> {
  try {
    for (;;) {
      yield delta;
      await turns(1);
    }
  } finally {
    closed.push(delta);
  }
}

function* tireless(delta: number): Generator<number> {
  try {
    for (;;) yield delta;
  } finally {
    closed.push(delta);
  }
}

const waiting = (delta: number): Observable<number> =>
  new Observable((subscriber) => {
    const inner = concat(from(Array(delta).fill(0)), NEVER);
    subscriber.add(inner.subscribe(subscriber));
    return () => closed.push(delta);
  });

const kinds: [string, Make, RegExp][] = [
  ['an Observable', waiting, /after (1 item|5 items|10 items): left$/],
  [
    'an Observable whose source cannot be left without an error',
    () =>
      new Observable(() => () => {
        throw new Error('no way out');
      }),
    /after 0 items: left$/,
  ],
  ['an async generator', endless, /after \d+ items?: left$/],
  [
    'an async generator that waits for ever',
    idle,
    /after (1 item|5 items|10 items): left$/,
  ],
  ['a generator that never pauses', tireless, /after \d+ items?: left$/],
  [
    'an iterable without return()',
    () => ({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => 0) }),
    }),
    /after 0 items: left$/,
  ],
  ['a promise of an Observable', async (delta) => waiting(delta), /: left$/],
  [
    'a promise of an async generator',
    async (delta) => endless(delta),
    /: left$/,
  ],
  [
    'a web stream that waits for ever',
    () =>
      new ReadableStream({ pull: () => new Promise<void>(() => undefined) }),
    /^its stream was cut: left$/,
  ],
  [
    'a Readable',
    () => new Readable({ read: () => undefined }),
    /^its stream was cut: left$/,
  ],
];

/** An experiment, `give`, in a context that a signal ends: that of a branch around it. */
async function surrounded(make: Make, strategy: StrategyInput) {
  const started = deferred();
  @Injectable()
  class Inner {
    constructor(private readonly context: BranchContext) {}

    @Experiment({ name: 'give', strategy })
    give({ delta }: Delta = branchConfig()): unknown {
      started.resolve();
      return make(delta, this.context);
    }
  }
  @Injectable()
  class Outer {
    constructor(private readonly inner: Inner) {}

    @Experiment({ name: 'outer', configs: [{ $id: 'outer' }] })
    async call(_config: object = branchConfig()): Promise<unknown> {
      given = this.inner.give();
      return given;
    }
  }
  let given: unknown;
  const app = await boot({ configs: pool3 }, [Inner, Outer]);
  const caller = new AbortController();
  const { signal } = caller;
  const call = app.runner.run(app.get(Outer), 'call', [], { signal });
  call.catch(() => undefined);
  await started.promise;
  return { app, caller, given: () => given as Promise<Iterable<Branch>> };
}

describe('a stream in a fan-out that is cut with the context around it', () => {
  it.each(kinds)('is skipped, and not a success: %s', async (_, make, why) => {
    closed = [];
    const { caller, given } = await surrounded(make, 'multi-branch');
    await turns();
    caller.abort(new Error('left'));
    const branches = [...(await given())];
    expect(branches.map(({ status }) => status)).toEqual([
      'skipped',
      'skipped',
      'skipped',
    ]);
    for (const { reason, output } of branches) {
      expect(reason).toMatch(/^its stream was cut/);
      expect(reason).toMatch(why);
      expect(output).toBeUndefined();
    }
    await turns();
    const closes = [waiting, endless, tireless];
    if (closes.includes(make as never)) {
      expect(closed.toSorted((a, b) => a - b)).toEqual([1, 5, 10]);
    }
  });

  it('is recorded as it ended, and one that had ended is a success', async () => {
    const { app, caller, given } = await surrounded(
      (delta) => (delta === 1 ? from([1, 2]) : waiting(delta)),
      'multi-branch',
    );
    await turns();
    caller.abort('enough');
    await given();
    expect((await outcomes(app)).toSorted()).toEqual([
      'five skipped its stream was cut after 5 items: enough',
      'one success',
      'outer failed',
      'ten skipped its stream was cut after 10 items: enough',
    ]);
  });

  it.each<[string, Make]>([
    [
      'an error',
      (_delta, { signal }) =>
        new Observable((subscriber) => {
          subscriber.next(1);
          signal.addEventListener('abort', () =>
            subscriber.error(signal.reason),
          );
        }),
    ],
    [
      'its end',
      (_delta, { signal }) =>
        new Observable((subscriber) => {
          subscriber.next(1);
          signal.addEventListener('abort', () => subscriber.complete());
        }),
    ],
    [
      'its last step',
      async function* (_delta, { signal }) {
        yield 1;
        await once(signal, 'abort');
      },
    ],
  ])('that answers its signal with %s is skipped', async (_, make) => {
    const { caller, given } = await surrounded(make, 'multi-branch');
    await turns();
    caller.abort(new Error('left'));
    expect(Array.from(await given(), ({ reason }) => reason)).toEqual(
      Array(3).fill('its stream was cut after 1 item: left'),
    );
  });

  it('that is made after that is closed unread, and the rest does not start', async () => {
    const gate = deferred();
    let read = 0;
    const { caller, given } = await surrounded(
      async () => {
        await gate.promise;
        return new Observable(() => {
          read++;
        });
      },
      new MultiBranchStrategy({ concurrency: 2 }),
    );
    caller.abort(new Error('left'));
    gate.resolve();
    expect(Array.from(await given(), ({ reason }) => reason)).toEqual([
      'its stream was cut after 0 items: left',
      'its stream was cut after 0 items: left',
      'the call was aborted before it started',
    ]);
    expect(read).toBe(0);
  });
});

describe('the signal of a run', () => {
  it('cuts the streams of shadows, which are skipped', async () => {
    const { app, service } = await returning(
      (delta) => (delta === 1 ? from([1]) : waiting(delta)),
      'shadow',
    );
    const caller = new AbortController();
    await app.runner.run(service, 'give', [], { signal: caller.signal });
    await turns();
    caller.abort(new Error('left'));
    await app.settle();
    const shadows = app.logger.branches.filter(({ role }) => role === 'shadow');
    expect(shadows.map(({ status, reason }) => [status, reason])).toEqual([
      ['skipped', 'its stream was cut after 5 items: left'],
      ['skipped', 'its stream was cut after 10 items: left'],
    ]);
  });

  it('fails the streams of a fan-out with its reason, as it does other results', async () => {
    const { app, service } = await returning(waiting, 'multi-branch');
    const caller = new AbortController();
    const call = app.runner.run(service, 'give', [], { signal: caller.signal });
    await turns();
    const left = new Error('left');
    caller.abort(left);
    const { branches } = await call;
    expect(Array.from(branches, ({ thrown }) => thrown)).toEqual([
      left,
      left,
      left,
    ]);
  });
});

describe.each(adapters)('a client that leaves on $name', (adapter) => {
  it('cuts the streams of its fan-out, and leaves those of shadows', async () => {
    const reading = deferred();
    const release = deferred();
    let open = 0;
    async function* items(last?: Promise<void>): AsyncGenerator<number> {
      yield 1;
      if (++open === 3) reading.resolve();
      await (last ?? new Promise(() => undefined));
      yield 2;
    }
    @Injectable()
    class Work {
      @Experiment({ name: 'fan', strategy: 'multi-branch' })
      fan(_config: Delta = branchConfig()): unknown {
        return items();
      }

      @Experiment({ name: 'behind', strategy: 'shadow' })
      behind({ delta }: Delta = branchConfig()): unknown {
        return delta === 1 ? Promise.resolve() : items(release.promise);
      }
    }
    @Controller()
    class Works {
      constructor(private readonly work: Work) {}

      @Get('work')
      async all(): Promise<string> {
        await this.work.behind();
        await this.work.fan();
        return 'nobody reads it';
      }
    }
    const logger = new InMemoryLogger();
    const app = await listen(adapter, {
      imports: [
        SpearmintModule.forRoot({ logger, configs: pool3.slice(0, 2) }),
      ],
      providers: [Work],
      controllers: [Works],
    });
    try {
      const request = get(`${await app.getUrl()}/work`);
      const gone = once(request, 'error');
      await reading.promise;
      request.destroy();
      await gone;
      release.resolve();
      await logger.waitFor(4);
    } finally {
      await app.close();
    }
    const ends = logger.branches.map(
      ({ experiment, role, status, reason, output }) =>
        [experiment, role, status, reason ?? output].join(' '),
    );
    expect(ends.toSorted()).toEqual([
      'behind primary success ',
      'behind shadow success 2',
      'fan variant skipped its stream was cut after 1 item: The client closed the request.',
      'fan variant skipped its stream was cut after 1 item: The client closed the request.',
    ]);
  });
});
