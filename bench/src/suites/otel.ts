import { type INestApplicationContext, Injectable } from '@nestjs/common';
import { SpearmintOtelModule } from '@nestjs-spearmint/otel';
import { context, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { branchConfig, Experiment } from 'nestjs-spearmint';
import { bootApp, delivered } from '../app.js';
import { loop, measure } from '../harness.js';
import { ratioRow, type Row } from '../report.js';
import { Bare, Single } from '../single.js';

@Injectable()
class Traced {
  @Experiment()
  async run(
    i: number,
    config: { k: number } = branchConfig(),
  ): Promise<number> {
    return config.k > 0 ? i : -1;
  }
}

@Injectable()
class Unsampled {
  @Experiment()
  async run(
    i: number,
    config: { k: number } = branchConfig(),
  ): Promise<number> {
    return config.k > 0 ? i : -1;
  }
}

/** First while nobody collects spans, then in a process with both storages. */
export async function otel(rounds: number): Promise<Row[]> {
  const plain = await bootApp([Single]);
  const traced = await bootApp([Traced], {}, [SpearmintOtelModule.forRoot()]);
  const idle = await idleCost(plain, traced, rounds);
  const active = await activeCost(plain, traced, rounds);
  await plain.close();
  await traced.close();
  return [...idle, ...active];
}

/** What the module costs in a process where no SDK has been started. */
async function idleCost(
  plain: INestApplicationContext,
  traced: INestApplicationContext,
  rounds: number,
): Promise<Row[]> {
  const single = plain.get(Single);
  const withModule = traced.get(Traced);
  const [, measured] = await measure(
    [
      {
        name: 'single, recorded',
        run: loop((i) => single.run(i)),
        reset: () => delivered(plain),
      },
      {
        name: 'the same with SpearmintOtelModule, no SDK',
        base: 'single, recorded',
        run: loop((i) => withModule.run(i)),
        reset: () => delivered(traced),
      },
    ],
    rounds,
  );
  return measured === undefined ? [] : [ratioRow(measured, { atMost: 1.1 })];
}

/** A recorded branch, and one with its two spans, beside an active span around the same call. */
async function activeCost(
  plain: INestApplicationContext,
  traced: INestApplicationContext,
  rounds: number,
): Promise<Row[]> {
  context.setGlobalContextManager(
    new AsyncLocalStorageContextManager().enable(),
  );
  const dropping = {
    export: (_spans: unknown, done: (result: { code: number }) => void) =>
      done({ code: 0 }),
    shutdown: () => Promise.resolve(),
  };
  const provider = new BasicTracerProvider({
    spanProcessors: [
      new BatchSpanProcessor(dropping, {
        maxQueueSize: 1e7,
        maxExportBatchSize: 512,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  const off = new BasicTracerProvider({ sampler: new AlwaysOffSampler() });
  const unsampled = await bootApp([Unsampled], {}, [
    SpearmintOtelModule.forRoot({ tracerProvider: off }),
  ]);
  const tracer = trace.getTracer('bench');
  const bare = new Bare();
  const single = plain.get(Single);
  const withSpans = traced.get(Traced);
  const withoutSpans = unsampled.get(Unsampled);
  const base = 'an OpenTelemetry active span';
  const inSpan = async (span: Span, i: number): Promise<number> => {
    try {
      return await bare.run(i);
    } finally {
      span.end();
    }
  };
  const results = await measure(
    [
      {
        name: base,
        reset: () => provider.forceFlush(),
        run: loop((i) =>
          tracer.startActiveSpan('run', (span) => inSpan(span, i)),
        ),
      },
      {
        name: 'single, recorded',
        base,
        run: loop((i) => single.run(i)),
        reset: () => delivered(plain),
      },
      {
        name: 'single, recorded, with two spans and an event',
        base,
        run: loop((i) => withSpans.run(i)),
        reset: async () => {
          await delivered(traced);
          await provider.forceFlush();
        },
      },
      {
        name: 'single, recorded, not sampled',
        base,
        run: loop((i) => withoutSpans.run(i)),
        reset: () => delivered(unsampled),
      },
    ],
    rounds,
  );
  await unsampled.close();
  await provider.shutdown();
  return results
    .filter((result) => result.base !== undefined)
    .map((result) =>
      ratioRow(
        result,
        result.name === 'single, recorded' ? { atMost: 0.5 } : {},
      ),
    );
}
