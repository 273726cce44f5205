import { Injectable, type Provider } from '@nestjs/common';
import type { SpearmintOtelOptions } from '@nestjs-spearmint/otel';
import { Observable } from 'rxjs';
import {
  BranchContext,
  BranchConfig,
  branchConfig,
  type BranchContainer,
  Experiment,
  type SpearmintOptions,
  injected,
} from 'nestjs-spearmint';
import { type Delta, pool3 } from '../../support/boot.js';
import { bootTraced, type Spans, type TracedApp } from './traced.js';

@Injectable()
class Inner {
  @Experiment()
  async find(config: Delta = branchConfig()): Promise<number> {
    await Promise.resolve();
    return config.delta;
  }
}

@Injectable()
export class Search {
  gate: Promise<unknown> = Promise.resolve();
  failure: unknown;

  constructor(
    private readonly inner: Inner,
    private readonly context: BranchContext,
  ) {}

  @Experiment()
  async single(config: Delta = branchConfig()): Promise<number> {
    if (this.failure !== undefined) throw this.failure;
    return config.delta;
  }

  @Experiment()
  sync(config: Delta = branchConfig()): number {
    if (this.failure !== undefined) throw this.failure;
    return config.delta;
  }

  @Experiment({ strategy: 'multi-branch' })
  async all(
    config: Delta = branchConfig(),
  ): Promise<number | BranchContainer<number>> {
    await this.inner.find();
    return config.delta;
  }

  @Experiment({ strategy: 'shadow' })
  async shadowed(config: Delta = branchConfig()): Promise<number> {
    if (config.delta !== 1) await this.gate;
    return config.delta;
  }

  @Experiment({ timeoutMs: 1 })
  async slow(config: Delta = branchConfig()): Promise<number> {
    await this.gate;
    return config.delta;
  }

  @Experiment({ strategy: 'fallback' })
  async fallingBack(config: Delta = branchConfig()): Promise<number> {
    if (config.delta === 1) throw new RangeError('overloaded');
    return config.delta;
  }

  @Experiment({ strategy: 'race' })
  async raced(config: Delta = branchConfig()): Promise<number> {
    if (config.delta !== 5) await this.gate;
    return config.delta;
  }

  @Experiment({ retry: { attempts: 3, backoffMs: 0 } })
  async retried(config: Delta = branchConfig()): Promise<number> {
    const attempts = this.context.current?.attempts.length ?? 0;
    if (attempts < 3) throw new Error(`attempt ${attempts} failed`);
    return config.delta;
  }

  @Experiment()
  async *items(config: Delta = branchConfig()): AsyncGenerator<number> {
    yield config.delta;
    this.clientCall('the second item');
    yield config.delta + 1;
    if (this.failure !== undefined) throw this.failure;
  }

  @Experiment()
  observed(config: Delta = branchConfig()): Observable<number> {
    return new Observable((subscriber) => {
      this.clientCall('subscribed');
      subscriber.next(config.delta);
      subscriber.complete();
    });
  }

  @Experiment()
  async scored(config: Delta = branchConfig()): Promise<number> {
    this.context.current?.score('relevance', 0.5);
    return config.delta;
  }

  @Experiment()
  async given(@BranchConfig() config: Delta = injected()): Promise<number> {
    return config.delta;
  }

  /** What an instrumented client would do. */
  clientCall: (name: string) => void = () => undefined;
}

/** An application that searches, and its spans. */
export async function searching(
  otel: Partial<SpearmintOtelOptions> = {},
  options: SpearmintOptions = {},
  more: Provider[] = [],
): Promise<{ app: TracedApp; search: Search; spans: Spans }> {
  const app = await bootTraced(
    { configs: pool3, ...options },
    [Inner, Search, ...more],
    otel,
  );
  const search = app.get(Search);
  search.clientCall = (name) =>
    app.spans.provider.getTracer('client').startSpan(name).end();
  return { app, search, spans: app.spans };
}
