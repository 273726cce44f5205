import { afterAll, beforeAll } from '@jest/globals';
import type { Provider } from '@nestjs/common';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import {
  SpearmintOtelModule,
  type SpearmintOtelOptions,
} from '@nestjs-spearmint/otel';
import type { SpearmintOptions } from 'nestjs-spearmint';
import { boot, type Booted, turns } from '../../support/boot.js';

/**
 * For the tests of a file: a context manager, which an SDK registers once for
 * the process. Afterwards all that was registered is taken back.
 */
export function useContextManager(): void {
  beforeAll(() => {
    context.setGlobalContextManager(
      new AsyncLocalStorageContextManager().enable(),
    );
  });
  afterAll(() => {
    context.disable();
    trace.disable();
  });
}

/** Spans that were exported, and what makes them. */
export class Spans {
  readonly exporter = new InMemorySpanExporter();
  readonly provider: BasicTracerProvider;

  constructor(sampler?: Sampler) {
    this.provider = new BasicTracerProvider({
      ...(sampler && { sampler }),
      spanProcessors: [new SimpleSpanProcessor(this.exporter)],
    });
  }

  get all(): ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  named(name: string): ReadableSpan[] {
    return this.all.filter((span) => span.name === name);
  }

  the(name: string): ReadableSpan {
    const [span, ...others] = this.named(name);
    if (span === undefined || others.length > 0) {
      throw new Error(
        `Not one span "${name}" in ${this.all.map((other) => other.name).join(', ')}`,
      );
    }
    return span;
  }

  /** `parent > child`, a line for each branch of the tree, in the order of start. */
  get tree(): string[] {
    const byId = new Map(
      this.all.map((span) => [span.spanContext().spanId, span]),
    );
    const path = (span: ReadableSpan): string => {
      const parent = byId.get(span.parentSpanContext?.spanId ?? '');
      return parent === undefined
        ? span.name
        : `${path(parent)} > ${span.name}`;
    };
    return this.all.map(path).sort();
  }

  /** Runs `work` in a span of a caller. */
  within<R>(name: string, work: () => Promise<R>): Promise<R> {
    return this.provider
      .getTracer('caller')
      .startActiveSpan(name, async (span) => {
        try {
          return await work();
        } finally {
          span.end();
        }
      });
  }
}

export interface TracedApp extends Booted {
  readonly spans: Spans;
  /** Waits for shadows, and for hooks that look at what has ended. */
  settled(): Promise<void>;
}

/** An application whose spans can be read. */
export async function bootTraced(
  options: SpearmintOptions,
  providers: Provider[],
  otel: Partial<SpearmintOtelOptions> = {},
  spans = new Spans(),
): Promise<TracedApp> {
  const app = await boot(options, providers, {
    imports: [
      SpearmintOtelModule.forRoot({ tracerProvider: spans.provider, ...otel }),
    ],
  });
  return {
    ...app,
    spans,
    settled: async () => {
      await app.settle();
      await turns();
    },
  };
}
