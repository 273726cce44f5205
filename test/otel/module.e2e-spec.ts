import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  InvalidOtelOptionError,
  SpearmintMissingError,
  SpearmintOtelModule,
} from '@nestjs-spearmint/otel';
import {
  branchConfig,
  Experiment,
  HookRegistry,
  SpearmintModule,
} from 'nestjs-spearmint';
import { boot, closeAll, type Delta, pool3, turns } from '../support/boot.js';
import { bootTraced, Spans, useContextManager } from './support/traced.js';

useContextManager();
afterEach(closeAll);

@Injectable()
class Search {
  other: Search | undefined;

  @Experiment()
  async find(config: Delta = branchConfig()): Promise<number> {
    return config.delta + ((await this.other?.find()) ?? 0);
  }
}

describe('SpearmintOtelModule', () => {
  it('takes options that are made', async () => {
    const spans = new Spans();
    @Module({
      providers: [{ provide: 'provider', useValue: spans.provider }],
      exports: ['provider'],
    })
    class Providers {}
    const app = await boot({ configs: pool3 }, [Search], {
      imports: [
        SpearmintOtelModule.forRootAsync({
          imports: [Providers],
          inject: ['provider'],
          useFactory: (tracerProvider: Spans['provider']) => ({
            tracerProvider,
          }),
        }),
      ],
    });
    await app.get(Search).find();
    await turns();
    expect(spans.all).toHaveLength(2);
  });

  it('needs no options, and finds a SpearmintModule that is not global', async () => {
    @Module({
      imports: [
        SpearmintModule.forRoot({ configs: [...pool3], isGlobal: false }),
      ],
      providers: [Search],
    })
    class Feature {}
    const spans = new Spans();
    const module = await Test.createTestingModule({
      imports: [
        Feature,
        SpearmintOtelModule.forRoot({ tracerProvider: spans.provider }),
      ],
    }).compile();
    await module.init();
    await module.get(Search, { strict: false }).find();
    await turns();
    expect(spans.all).toHaveLength(2);
    await module.close();
  });

  it('refuses to boot without SpearmintModule', async () => {
    const module = await Test.createTestingModule({
      imports: [SpearmintOtelModule.forRoot()],
    }).compile();
    await expect(module.init()).rejects.toThrow(SpearmintMissingError);
  });

  it.each([
    [
      { traces: 'yes' },
      /"traces" of SpearmintOtelModule is 'yes'\. Give it true or false\./,
    ],
    [{ maxConfigIds: 0 }, /"maxConfigIds".*a whole number from 1 up/],
    [{ configAttributes: 'model' }, /"configAttributes".*a list of paths/],
    [{ tracerProvider: {} }, /"tracerProvider".*getTracer\(\)/],
    [{ meterProvider: null }, /"meterProvider" .* is null.*getMeter\(\)/],
    [{ trace: true }, /"trace" .*known are traces, metrics/],
  ])('refuses to boot with %j', async (options, message) => {
    const boots = boot({ configs: pool3 }, [Search], {
      imports: [SpearmintOtelModule.forRoot(options as never)],
    });
    await expect(boots).rejects.toThrow(InvalidOtelOptionError);
    await expect(boots).rejects.toThrow(message);
  });

  it('makes no fault of its own under load of every kind', async () => {
    const app = await bootTraced({ configs: pool3 }, [Search]);
    await app.get(Search).find();
    await app.settled();
    expect(app.module.get(HookRegistry).stats()).toMatchObject([
      { name: 'OtelHook', failed: 0, late: 0, dropped: 0, ignored: 0 },
    ]);
  });
});

describe('two applications in one process', () => {
  it('keep their spans apart, in one trace where one calls the other', async () => {
    const first = await bootTraced({ configs: pool3 }, [Search]);
    const second = await bootTraced({ configs: [{ $id: 'own', delta: 7 }] }, [
      Search,
    ]);
    first.get(Search).other = second.get(Search);
    expect(await first.get(Search).find()).toBe(8);
    await first.settled();
    await second.settled();
    const configs = [first, second].map(
      ({ spans }) =>
        spans.the('primary Search.find').attributes['spearmint.config.id'],
    );
    expect(configs).toEqual(['one', 'own']);
    expect(first.spans.all).toHaveLength(2);
    expect(second.spans.all).toHaveLength(2);
    const outer = first.spans.the('primary Search.find');
    const inner = second.spans.the('experiment Search.find');
    expect(inner.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
  });

  it('do without the module in one of them', async () => {
    const spans = new Spans();
    const traced = await bootTraced({ configs: pool3 }, [Search], {}, spans);
    const plain = await boot({ configs: pool3 }, [Search]);
    await plain.get(Search).find();
    await traced.settled();
    await turns();
    expect(spans.all).toEqual([]);
    await traced.get(Search).find();
    await traced.settled();
    expect(spans.all).toHaveLength(2);
  });
});
