import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { bootApp, delivered } from '../app.js';
import { loop, measure } from '../harness.js';
import { ratioRow, type Row } from '../report.js';
import { Bare, Single } from '../single.js';

/** A recorded branch beside an active span around the same call, in a process with both storages. */
export async function otel(rounds: number): Promise<Row[]> {
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
  const tracer = trace.getTracer('bench');
  const app = await bootApp([Single]);
  const traced = new Bare();
  const single = app.get(Single);
  const results = await measure(
    [
      {
        name: 'an OpenTelemetry active span',
        reset: () => provider.forceFlush(),
        run: loop((i) =>
          tracer.startActiveSpan('run', async (span) => {
            try {
              return await traced.run(i);
            } finally {
              span.end();
            }
          }),
        ),
      },
      {
        name: 'single, recorded',
        base: 'an OpenTelemetry active span',
        run: loop((i) => single.run(i)),
        reset: () => delivered(app),
      },
    ],
    rounds,
  );
  await app.close();
  await provider.shutdown();
  return results
    .filter(({ base }) => base !== undefined)
    .map((result) => ratioRow(result, { atMost: 0.5 }));
}
