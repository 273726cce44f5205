import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import {
  BranchContext,
  branchConfig,
  type BranchContainer,
  Experiment,
} from 'nestjs-spearmint';
import { closeAll } from '../support/boot.js';
import {
  bootTraced,
  Spans,
  type TracedApp,
  useContextManager,
} from './support/traced.js';

useContextManager();
afterEach(closeAll);

/** One way in which a method lets a secret out. */
type Leak = (secret: string) => unknown;

const leaks: Leak[] = [
  (secret) => new Error(`the key ${secret} was refused`),
  (secret) => new TypeError('refused', { cause: new Error(secret) }),
  (secret) => Object.assign(new Error('refused'), { stack: `at ${secret}` }),
  (secret) => Object.assign(new Error(), { name: `Refused ${secret}` }),
  (secret) => `refused: ${secret}`,
  (secret) => ({ message: secret, apiKey: secret }),
  (secret) => ({ nested: { password: secret } }),
  (secret) => new AggregateError([new Error(secret)], `all: ${secret}`),
  (secret) =>
    new Error(`GET https://user:${secret}@example.org/?token=${secret}`),
  (secret) => new Error(`{"authorization":"Bearer ${secret}"}`),
];

interface Keyed {
  readonly apiKey: string;
}

@Injectable()
class Client {
  leak: Leak | undefined;

  constructor(private readonly context: BranchContext) {}

  @Experiment({ retry: { attempts: 2, backoffMs: 0 } })
  async call(config: Keyed = branchConfig()): Promise<string> {
    const { current } = this.context;
    current?.score(`quality of ${config.apiKey}`, 1);
    const thrown = this.leak?.(config.apiKey);
    if (thrown !== undefined) throw thrown;
    return config.apiKey;
  }

  @Experiment({ strategy: 'fallback' })
  async fallback(config: Keyed = branchConfig()): Promise<string> {
    throw this.leak?.(config.apiKey);
  }

  @Experiment({ strategy: 'race' })
  async race(config: Keyed = branchConfig()): Promise<string> {
    throw this.leak?.(config.apiKey);
  }

  @Experiment({ strategy: 'multi-branch' })
  async all(
    config: Keyed = branchConfig(),
  ): Promise<string | BranchContainer<string>> {
    throw this.leak?.(config.apiKey);
  }
}

/** Whatever has been exported, as text. */
function exported(
  { spans }: TracedApp,
  logs: InMemoryLogRecordExporter,
): string {
  const shown = [
    ...spans.all.map(({ name, attributes, events, status }) => ({
      name,
      attributes,
      events,
      status,
    })),
    ...logs.getFinishedLogRecords().map(({ body, attributes, eventName }) => ({
      body,
      attributes,
      eventName,
    })),
  ];
  return JSON.stringify(shown);
}

const SECRET = fc.stringMatching(/^[a-zA-Z0-9]{6}[-_+.][a-zA-Z0-9]{4,20}$/);

describe('what a redact rule covers', () => {
  it('is in no span and no event, whatever a method throws', async () => {
    const logs = new InMemoryLogRecordExporter();
    const app = await bootTraced(
      { configs: [{ apiKey: 'unused-0000' }] },
      [Client],
      {
        configAttributes: ['apiKey', 'nested', 'headers', 'region'],
        unit: true,
        loggerProvider: new LoggerProvider({
          processors: [new SimpleLogRecordProcessor({ exporter: logs })],
        }),
      },
    );
    const client = app.get(Client);
    let spans = 0;
    await fc.assert(
      fc.asyncProperty(
        SECRET,
        fc.constantFrom(...leaks),
        fc.constantFrom('call', 'fallback', 'race', 'all' as const),
        async (secret, leak, method) => {
          app.spans.exporter.reset();
          logs.reset();
          client.leak = leak;
          const config = {
            apiKey: secret,
            nested: { password: secret, list: [secret] },
            headers: { authorization: `Bearer ${secret}` },
          };
          await app.runner
            .run(client, method as 'call', [], {
              configs: [config, { ...config, other: 1 }],
              unit: `key ${secret}`,
            })
            .catch(() => undefined);
          await app.settled();
          spans += app.spans.all.length;
          expect(exported(app, logs)).not.toContain(secret);
        },
      ),
      { numRuns: 60 },
    );
    expect(spans).toBeGreaterThan(120);
  }, 30_000);

  it('is not told by the call either, where its branches are not sampled', async () => {
    const spans = new Spans({
      shouldSample: (_context, _traceId, name) => ({
        decision: name.startsWith('experiment') ? 2 : 0,
      }),
    });
    const app = await bootTraced(
      { configs: [{ apiKey: 'first-1234567' }] },
      [Client],
      {},
      spans,
    );
    app.get(Client).leak = leaks[0];
    await app
      .get(Client)
      .fallback()
      .catch(() => undefined);
    await app.settled();
    expect(spans.the('experiment Client.fallback').status.message).toBe(
      'the key [redacted] was refused',
    );
  });

  it('is masked by the paths of the module, too', async () => {
    const app = await bootTraced(
      {
        configs: [{ apiKey: 'x', region: 'eu-1' }],
        redact: ['region'],
      },
      [Client],
      { configAttributes: ['region'] },
    );
    await app.get(Client).call();
    await app.settled();
    expect(
      app.spans.the('primary Client.call').attributes[
        'spearmint.config.region'
      ],
    ).toBe('[redacted]');
  });
});
