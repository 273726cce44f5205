import { afterEach, describe, expect, it, jest } from '@jest/globals';
import * as newApi from 'opentelemetry-api-1.10';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { ExperimentCall } from 'nestjs-spearmint';
import { Branch } from '../../../spearmint/src/branch/branch.js';

// The API that has logs, in the place of the one that is installed for the SDK of Node 20.
jest.unstable_mockModule('@opentelemetry/api', () => newApi);
const { FlagEvents } = await import('./flag.events.js');

const call: ExperimentCall = {
  experiment: 'Search.find',
  args: [],
  unit: undefined,
  strategy: 'WeightedStrategy',
  startedAt: 0,
};

/** Tells of one choice; gives what the span has got. */
function choose(): readonly { readonly name: string }[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const span = provider.getTracer('test').startSpan('call');
  const flags = new FlagEvents(undefined, false, () => {
    throw new Error('nothing has to be masked');
  });
  const at = newApi.trace.setSpan(newApi.ROOT_CONTEXT, span);
  flags.chosen(Branch.start('cfg_1', {}), call, span, at);
  span.end();
  return exporter.getFinishedSpans()[0]?.events ?? [];
}

afterEach(() => newApi.logs.disable());

describe('with an API that has logs', () => {
  it('the choice is an event of the span while nobody collects logs', () => {
    expect(choose()).toMatchObject([
      {
        name: 'feature_flag.evaluation',
        attributes: { 'feature_flag.result.reason': 'split' },
      },
    ]);
  });

  it('it is a log record as soon as somebody does, and not both', () => {
    const exporter = new InMemoryLogRecordExporter();
    newApi.logs.setGlobalLoggerProvider(
      new LoggerProvider({
        processors: [new SimpleLogRecordProcessor({ exporter })],
      }) as never,
    );
    expect(choose()).toEqual([]);
    expect(exporter.getFinishedLogRecords()).toMatchObject([
      {
        eventName: 'feature_flag.evaluation',
        attributes: {
          'feature_flag.key': 'Search.find',
          'feature_flag.result.variant': 'cfg_1',
        },
      },
    ]);
  });
});
