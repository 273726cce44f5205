import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { context, metrics, trace, TraceFlags } from '@opentelemetry/api';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  SamplingDecision,
} from '@opentelemetry/sdk-trace-base';
import {
  BranchContext,
  branchConfig,
  type BranchContainer,
  Experiment,
  RandomStrategy,
  SelectionStrategy,
} from 'nestjs-spearmint';
import { closeAll, type Delta, pool3, rejection } from '../support/boot.js';
import { bootTraced, Spans, useContextManager } from './support/traced.js';

useContextManager();
afterEach(closeAll);
afterEach(async () => {
  metrics.disable();
  for (const provider of meters.splice(0)) await provider.shutdown();
});

const meters: MeterProvider[] = [];

class Newest extends SelectionStrategy {
  override select(pool: { at(index: number): unknown }): never {
    return pool.at(2) as never;
  }
}

@Injectable()
class Search {
  failure: unknown;
  readonly active: (string | undefined)[] = [];

  constructor(private readonly context: BranchContext) {}

  @Experiment()
  async single(config: Delta = branchConfig()): Promise<number> {
    this.active.push(trace.getActiveSpan()?.spanContext().spanId);
    if (this.failure !== undefined) throw this.failure;
    return config.delta;
  }

  @Experiment({ strategy: RandomStrategy })
  async random(config: Delta = branchConfig()): Promise<number> {
    return config.delta;
  }

  @Experiment({ strategy: new Newest() })
  async newest(config: Delta = branchConfig()): Promise<number> {
    return config.delta;
  }

  @Experiment({ strategy: 'shadow' })
  async shadowed(config: Delta = branchConfig()): Promise<number> {
    if (config.delta === 5) throw this.failure;
    return config.delta + (this.context.isShadow ? 1 : 0);
  }

  @Experiment({ strategy: 'multi-branch' })
  async all(
    config: Delta = branchConfig(),
  ): Promise<number | BranchContainer<number>> {
    return config.delta;
  }
}

const logsInMemory = () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  return { exporter, provider };
};

const metricsInMemory = () => {
  const exporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 2 ** 30,
  });
  const provider = new MeterProvider({ readers: [reader] });
  meters.push(provider);
  /** What has been measured: `name{attributes} value`, in order. */
  const points = async (): Promise<string[]> => {
    await provider.forceFlush();
    const last = exporter.getMetrics().at(-1);
    return (last?.scopeMetrics ?? [])
      .flatMap((scope) => scope.metrics)
      .flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => {
          const count =
            typeof value === 'number'
              ? value
              : (value as { count: number }).count;
          const shown = Object.entries(attributes)
            .map(
              ([name, is]) => `${name.replace('spearmint.', '')}=${String(is)}`,
            )
            .join(' ');
          return `${descriptor.name} ${descriptor.unit} {${shown}} ${count}`;
        }),
      )
      .sort();
  };
  return { provider, points, exporter };
};

describe('the choice of a config', () => {
  it('is an event of the call, as feature flags have it', async () => {
    const app = await bootTraced({ configs: pool3 }, [Search]);
    await app.get(Search).single();
    await app.settled();
    expect(app.spans.the('experiment Search.single').events).toMatchObject([
      {
        name: 'feature_flag.evaluation',
        attributes: {
          'feature_flag.key': 'Search.single',
          'feature_flag.provider.name': 'spearmint',
          'feature_flag.result.variant': 'one',
          'feature_flag.result.reason': 'static',
        },
      },
    ]);
  });

  it.each([
    ['shadowed', 'static'],
    ['random', 'split'],
    ['newest', 'unknown'],
  ] as const)(
    'of %s is told once, with the reason %s',
    async (method, reason) => {
      const app = await bootTraced({ configs: pool3 }, [Search]);
      await app.get(Search)[method]();
      await app.settled();
      expect(
        app.spans
          .the(`experiment Search.${method}`)
          .events.map(
            ({ attributes }) => attributes?.['feature_flag.result.reason'],
          ),
      ).toEqual([reason]);
    },
  );

  it('is none where all configs run', async () => {
    const app = await bootTraced({ configs: pool3 }, [Search]);
    await app.get(Search).all();
    await app.settled();
    expect(app.spans.the('experiment Search.all').events).toEqual([]);
  });

  it('is a log record in the context of the call, where logs are collected', async () => {
    const { exporter, provider } = logsInMemory();
    const app = await bootTraced({ configs: pool3 }, [Search], {
      loggerProvider: provider,
      unit: true,
    });
    await app.runner.run(app.get(Search), 'single', [], { unit: 'user-7' });
    await app.settled();
    const call = app.spans.the('experiment Search.single');
    expect(call.events).toEqual([]);
    const [record] = exporter.getFinishedLogRecords();
    expect(record).toMatchObject({
      eventName: 'feature_flag.evaluation',
      spanContext: { spanId: call.spanContext().spanId },
      attributes: {
        'feature_flag.key': 'Search.single',
        'feature_flag.context.id': 'user-7',
      },
    });
  });

  it('says nothing of the unit unless asked, and nothing at all when switched off', async () => {
    const app = await bootTraced({ configs: pool3 }, [Search]);
    await app.runner.run(app.get(Search), 'single', [], { unit: 'user-7' });
    await app.settled();
    const [event] = app.spans.the('experiment Search.single').events;
    expect(event?.attributes).not.toHaveProperty(['feature_flag.context.id']);
    const silent = await bootTraced({ configs: pool3 }, [Search], {
      flagEvents: false,
    });
    await silent.get(Search).single();
    await silent.settled();
    expect(silent.spans.the('experiment Search.single').events).toEqual([]);
  });
});

describe('metrics', () => {
  it('are durations in seconds by experiment, config, role and status, and skips', async () => {
    const { provider, points, exporter } = metricsInMemory();
    const app = await bootTraced(
      { configs: pool3, background: { concurrency: 1, queueLimit: 1 } },
      [Search],
      { meterProvider: provider },
    );
    const search = app.get(Search);
    search.failure = new Error('no');
    await search.shadowed();
    await app.settled();
    await rejection(search.single());
    await search.all();
    await app.settled();
    expect(await points()).toEqual([
      'spearmint.branch.duration s {experiment=Search.all config.id=five branch.role=variant status=success} 1',
      'spearmint.branch.duration s {experiment=Search.all config.id=one branch.role=variant status=success} 1',
      'spearmint.branch.duration s {experiment=Search.all config.id=ten branch.role=variant status=success} 1',
      'spearmint.branch.duration s {experiment=Search.shadowed config.id=five branch.role=shadow status=failed} 1',
      'spearmint.branch.duration s {experiment=Search.shadowed config.id=one branch.role=primary status=success} 1',
      'spearmint.branch.duration s {experiment=Search.single config.id=one branch.role=primary status=failed} 1',
      'spearmint.branch.skips {branch} {experiment=Search.shadowed config.id=ten branch.role=shadow} 1',
      'spearmint.call.duration s {experiment=Search.all strategy=multi-branch status=success} 1',
      'spearmint.call.duration s {experiment=Search.shadowed strategy=shadow status=success} 1',
      'spearmint.call.duration s {experiment=Search.single strategy=single status=failed} 1',
    ]);
    const histogram = exporter
      .getMetrics()
      .at(-1)
      ?.scopeMetrics[0]?.metrics.find(
        ({ descriptor }) => descriptor.name === 'spearmint.call.duration',
      );
    expect(histogram?.dataPoints[0]?.value).toMatchObject({
      max: expect.closeTo(0, 0),
      buckets: { boundaries: expect.arrayContaining([0.25, 60]) },
    });
  });

  it('tell so many configs apart, and no more', async () => {
    const { provider, points } = metricsInMemory();
    const app = await bootTraced({ configs: pool3 }, [Search], {
      meterProvider: provider,
      maxConfigIds: 2,
      traces: false,
    });
    await app.get(Search).all();
    await app.settled();
    const ids = (await points()).flatMap(
      (point) => /config\.id=(\w+)/.exec(point)?.[1] ?? [],
    );
    expect(ids).toEqual(['_OTHER', 'five', 'one']);
    expect(app.spans.all).toEqual([]);
  });

  it('go to a provider that is registered after the application has booted', async () => {
    const { provider, points } = metricsInMemory();
    const app = await bootTraced({ configs: pool3 }, [Search]);
    await app.get(Search).single();
    await app.settled();
    metrics.setGlobalMeterProvider(provider);
    await app.get(Search).single();
    await app.settled();
    expect(await points()).toEqual([
      'spearmint.branch.duration s {experiment=Search.single config.id=one branch.role=primary status=success} 1',
      'spearmint.call.duration s {experiment=Search.single strategy=single status=success} 1',
    ]);
  });

  it('can be switched off', async () => {
    const { provider, points } = metricsInMemory();
    const app = await bootTraced({ configs: pool3 }, [Search], {
      meterProvider: provider,
      metrics: false,
    });
    await app.get(Search).single();
    await app.settled();
    expect(await points()).toEqual([]);
    expect(app.spans.all).toHaveLength(2);
  });
});

describe('sampling', () => {
  it('is the decision of the caller: nothing is recorded below a span that is not', async () => {
    const spans = new Spans(
      new ParentBasedSampler({ root: new AlwaysOffSampler() }),
    );
    const app = await bootTraced({ configs: pool3 }, [Search], {}, spans);
    const search = app.get(Search);
    const caller = spans.provider.getTracer('caller').startSpan('caller');
    await context.with(trace.setSpan(context.active(), caller), () =>
      search.single(),
    );
    search.failure = new Error('no');
    await rejection(search.single());
    await app.settled();
    expect(spans.all).toEqual([]);
    // The trace goes on all the same: what is called in the method sees its flags.
    expect(search.active[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(search.active[0]).not.toBe(caller.spanContext().spanId);
    expect(caller.spanContext().traceFlags).toBe(TraceFlags.NONE);
  });

  it('may look at roles: a sampler that leaves shadows out', async () => {
    const all = new AlwaysOnSampler();
    const spans = new Spans({
      shouldSample: (_context, _traceId, _name, _kind, attributes) =>
        attributes['spearmint.branch.role'] === 'shadow'
          ? { decision: SamplingDecision.NOT_RECORD }
          : all.shouldSample(),
    });
    const app = await bootTraced({ configs: pool3 }, [Search], {}, spans);
    app.get(Search).failure = new Error('no');
    await app.get(Search).shadowed();
    await app.settled();
    expect(spans.tree).toEqual([
      'experiment Search.shadowed',
      'experiment Search.shadowed > primary Search.shadowed',
    ]);
  });
});

describe('with nobody who collects anything', () => {
  it('calls run as without the module, until somebody registers a provider', async () => {
    const app = await bootTraced({ configs: pool3 }, [Search], {
      tracerProvider: undefined,
    });
    const search = app.get(Search);
    expect(await search.single()).toBe(1);
    expect(search.active).toEqual([undefined]);
    const { provider, all: before } = app.spans;
    expect(before).toEqual([]);
    trace.setGlobalTracerProvider(provider);
    // Nobody is looked for at every call.
    for (let i = 0; i < 16; i++) expect(await search.single()).toBe(1);
    await app.settled();
    expect(app.spans.tree).toEqual([
      'experiment Search.single',
      'experiment Search.single > primary Search.single',
    ]);
    trace.disable();
    expect(await search.single()).toBe(1);
    await app.settled();
    expect(app.spans.all).toHaveLength(2);
  });
});
