import { getEventListeners } from 'node:events';
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  BranchContext,
  BranchTimeoutError,
  Experiment,
  type ExperimentEnd,
  ExperimentHook,
  SpearmintHook,
} from 'nestjs-spearmint';
import { lastValueFrom, type Observable } from 'rxjs';
import {
  boot,
  type Booted,
  closeAll,
  pool3,
  rejection,
  turns,
} from '../support/boot.js';
import { outcomes } from '../support/outcomes.js';
import { readAll } from '../support/read-all.js';
import { Request, Streams } from './support/unread-streams.js';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
});

afterEach(async () => {
  jest.useRealTimers();
  await closeAll();
});

@SpearmintHook()
class Ends extends ExperimentHook {
  readonly ends: string[] = [];

  override afterExperiment(
    _call: unknown,
    { status, thrown }: ExperimentEnd,
  ): void {
    this.ends.push(`${status} ${(thrown as Error | undefined)?.name}`);
  }
}

async function streaming(): Promise<{ app: Booted; streams: Streams }> {
  const app = await boot({ configs: pool3 }, [Streams, Request]);
  return { app, streams: app.get(Streams) };
}

const UNREAD = 'nobody read the stream of config "one" in time';

describe('a raced stream that nobody reads', () => {
  it.each([
    ['items', 1],
    ['retried', 1],
    ['own', 1],
    ['observable', 0],
  ] as const)(
    'runs out of time, is closed and recorded (%s)',
    async (method, closed) => {
      const { app, streams } = await streaming();
      const stream = streams[method]() as AsyncIterable<number>;
      jest.advanceTimersByTime(99);
      expect(await outcomes(app)).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(await outcomes(app)).toEqual([
        'one failed',
        `five skipped ${UNREAD}`,
        `ten skipped ${UNREAD}`,
      ]);
      expect(app.logger.branches[0]?.error?.type).toBe('BranchTimeoutError');
      expect(streams.closed).toBe(closed);
      expect(streams.signals.map(({ reason }) => reason as unknown)).toEqual([
        expect.any(BranchTimeoutError),
      ]);
      expect(jest.getTimerCount()).toBe(0);
      // Whoever comes late is told, as often as it asks.
      for (let i = 0; i < 2; i++) {
        expect(await rejection(readAll(stream))).toBeInstanceOf(
          BranchTimeoutError,
        );
      }
      expect(app.logger.branches).toHaveLength(3);
    },
  );

  it('that is read in time is raced as ever, with a time for each branch', async () => {
    const { app, streams } = await streaming();
    const stream = streams.items();
    const observable = streams.observable();
    jest.advanceTimersByTime(99);
    expect(await readAll(stream)).toEqual([1]);
    expect(await lastValueFrom(observable)).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
    const ends = (await outcomes(app)).filter((end) => end.startsWith('one'));
    expect(ends).toEqual(['one success', 'one success']);
  });

  it('that is left unread leaves no timer', async () => {
    const { app, streams } = await streaming();
    await streams.items().return?.();
    expect(jest.getTimerCount()).toBe(0);
    expect(streams.closed).toBe(1);
    expect((await outcomes(app)).map((end) => end.split(' ')[1])).toEqual([
      'skipped',
      'skipped',
      'skipped',
    ]);
  });

  it.each(['unlimited', 'unlimitedObservable'] as const)(
    'ends with the signal of its run (%s)',
    async (method) => {
      const { app, streams } = await streaming();
      const caller = new AbortController();
      const { output } = await app.runner.run(streams, method, [], {
        signal: caller.signal,
      });
      const left = new Error('left');
      caller.abort(left);
      expect(await outcomes(app)).toEqual([
        'one failed',
        'five skipped the call was aborted',
        'ten skipped the call was aborted',
      ]);
      expect(await rejection(readAll(output as Observable<number>))).toBe(left);
      expect(streams.closed).toBe(method === 'unlimited' ? 1 : 0);
    },
  );

  it.each(['unlimited', 'unlimitedObservable'] as const)(
    'ends with the request around it (%s)',
    async (method) => {
      const { app, streams } = await streaming();
      const request = app.get(Request);
      const caller = new AbortController();
      const { signal } = caller;
      const call = app.runner.run(request, 'handle', [method], { signal });
      const answer = rejection(call);
      await turns();
      const left = new Error('left');
      caller.abort(left);
      await answer;
      expect((await outcomes(app)).slice(-4)).toEqual([
        'one skipped the call was aborted',
        'five skipped the call was aborted',
        'ten skipped the call was aborted',
        'request failed',
      ]);
      expect(
        await rejection(readAll(request.stream as Observable<number>)),
      ).toBe(left);
      expect(streams.closed).toBe(method === 'unlimited' ? 1 : 0);
    },
  );

  it('that is made after its request is over ends at once', async () => {
    const caller = new AbortController();
    const left = new Error('left');
    @Injectable()
    class Late {
      stream: AsyncIterable<number> | undefined;

      constructor(private readonly streams: Streams) {}

      @Experiment({ name: 'late', configs: [{ $id: 'late' }] })
      async call(_config: object = branchConfig()): Promise<void> {
        caller.abort(left);
        this.stream = this.streams.unlimited();
      }
    }
    const app = await boot({ configs: pool3 }, [Streams, Late]);
    const late = app.get(Late);
    const { signal } = caller;
    await rejection(app.runner.run(late, 'call', [], { signal }));
    expect((await outcomes(app)).toSorted()).toEqual([
      'five skipped the call was aborted',
      'late failed',
      'one skipped the call was aborted',
      'ten skipped the call was aborted',
    ]);
    expect(await rejection(readAll(late.stream as AsyncIterable<number>))).toBe(
      left,
    );
  });

  it.each([
    ['read', 'unlimited'],
    ['read', 'unlimitedObservable'],
    ['left', 'unlimited'],
  ] as const)(
    'that is %s leaves no listener on the context around it (%s)',
    async (end, method) => {
      const listeners: number[] = [];
      @Injectable()
      class Around {
        constructor(
          private readonly streams: Streams,
          private readonly context: BranchContext,
        ) {}

        @Experiment({ name: 'around', configs: [{ $id: 'around' }] })
        async call(_config: object = branchConfig()): Promise<void> {
          const { signal } = this.context;
          const count = (): unknown =>
            listeners.push(getEventListeners(signal, 'abort').length);
          const stream = this.streams[method]() as AsyncGenerator<number>;
          count();
          if (end === 'read') await readAll(stream);
          else await stream.return(undefined);
          count();
        }
      }
      const app = await boot({ configs: pool3 }, [Streams, Around]);
      await app.get(Around).call();
      expect(listeners).toEqual([expect.any(Number), 0]);
      expect(listeners[0]).toBeGreaterThan(0);
    },
  );

  it('tells hooks that its call has failed', async () => {
    const app = await boot({ configs: pool3 }, [Streams, Ends]);
    app.get(Streams).items();
    jest.advanceTimersByTime(100);
    await app.settle();
    await turns();
    expect(app.get(Ends).ends).toEqual(['failed BranchTimeoutError']);
  });
});
