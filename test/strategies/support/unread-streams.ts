import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  BranchContext,
  Experiment,
  type ExperimentInvocation,
  RaceStrategy,
  Strategy,
} from 'nestjs-spearmint';
import { Observable, of } from 'rxjs';
import type { Delta } from '../../support/boot.js';

/** What only calls the race. */
class OwnRace extends Strategy {
  run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
    return invocation.race(invocation.configs);
  }
}

/** Raced streams that count how often their source is closed. */
@Injectable()
export class Streams {
  readonly signals: AbortSignal[] = [];
  closed = 0;

  constructor(private readonly context: BranchContext) {}

  @Experiment({ strategy: 'race', timeoutMs: 100 })
  items({ delta }: Delta = branchConfig()): AsyncIterableIterator<number> {
    return this.source(delta);
  }

  @Experiment({ strategy: 'race', timeoutMs: 100, retry: 2 })
  retried({ delta }: Delta = branchConfig()): AsyncIterableIterator<number> {
    return this.source(delta);
  }

  @Experiment({ strategy: new OwnRace(), timeoutMs: 100 })
  own({ delta }: Delta = branchConfig()): AsyncIterableIterator<number> {
    return this.source(delta);
  }

  @Experiment({ strategy: 'race', timeoutMs: 100 })
  observable({ delta }: Delta = branchConfig()): Observable<number> {
    this.signals.push(this.context.signal);
    return of(delta);
  }

  @Experiment({ strategy: new RaceStrategy({ concurrency: 1 }) })
  unlimited({ delta }: Delta = branchConfig()): AsyncIterableIterator<number> {
    return this.source(delta);
  }

  @Experiment({ strategy: 'race' })
  unlimitedObservable({ delta }: Delta = branchConfig()): Observable<number> {
    this.signals.push(this.context.signal);
    return of(delta);
  }

  /** An iterator that counts how often it is closed. */
  private source(delta: number): AsyncIterableIterator<number> {
    this.signals.push(this.context.signal);
    let isDone = false;
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        const done = isDone;
        isDone = true;
        return { done, value: delta };
      },
      return: async () => {
        isDone = true;
        this.closed++;
        return { done: true, value: undefined };
      },
    };
  }
}

@Injectable()
export class Request {
  constructor(
    private readonly streams: Streams,
    private readonly context: BranchContext,
  ) {}

  stream: AsyncIterable<number> | Observable<number> | undefined;

  /** A request whose handler keeps the stream, and reads it as little. */
  @Experiment({ name: 'request', configs: [{ $id: 'request' }] })
  async handle(
    method: 'unlimited' | 'unlimitedObservable',
    _config: object = branchConfig(),
  ): Promise<void> {
    this.stream = this.streams[method]();
    const { signal } = this.context;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    throw signal.reason;
  }
}
