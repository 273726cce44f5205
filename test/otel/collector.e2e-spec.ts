import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  it,
} from '@jest/globals';
import {
  Controller,
  Get,
  HttpException,
  type INestApplication,
  Injectable,
  Param,
} from '@nestjs/common';
import { SpearmintOtelModule } from '@nestjs-spearmint/otel';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { branchConfig, Experiment, SpearmintModule } from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';
import { adapters, call, listen } from '../support/http-app.js';
import { turns } from '../support/boot.js';
import { useContextManager } from './support/traced.js';

/** A span as it comes over the wire. */
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string };
  }[];
  readonly events: readonly { readonly name: string }[];
}

/** Takes what an OTLP exporter sends, as a collector does. */
class Collector {
  readonly spans: WireSpan[] = [];
  readonly scopes = new Set<string>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.take(Buffer.concat(chunks).toString());
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) =>
      this.server.listen(0, '127.0.0.1', resolve),
    );
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1/traces`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  the(name: string): WireSpan {
    const [span, ...others] = this.spans.filter((one) => one.name === name);
    if (span === undefined || others.length > 0)
      throw new Error(`Not one span "${name}"`);
    return span;
  }

  private take(body: string): void {
    const { resourceSpans } = JSON.parse(body) as {
      resourceSpans: {
        scopeSpans: { scope: { name: string }; spans: WireSpan[] }[];
      }[];
    };
    for (const { scope, spans } of resourceSpans.flatMap(
      ({ scopeSpans }) => scopeSpans,
    )) {
      this.scopes.add(scope.name);
      this.spans.push(...spans);
    }
  }
}

interface Model {
  readonly model: string;
  readonly apiKey: string;
}

/** Gives answers, and the trace that they were asked in. */
let models: { url: string; server: Server; seen: (string | undefined)[] };

@Injectable()
class Summaries {
  @Experiment({ strategy: 'shadow' })
  async summarize(id: string, config: Model = branchConfig()): Promise<string> {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    const answer = await fetch(models.url, { headers });
    if (id === '13')
      throw new HttpException(`refused the key ${config.apiKey}`, 502);
    return `${config.model}: ${await answer.text()}`;
  }
}

@Controller()
class Pages {
  constructor(private readonly summaries: Summaries) {}

  @Get('pages/:id')
  show(@Param('id') id: string): Promise<string> {
    return this.summaries.summarize(id);
  }
}

/** What the instrumentation of HTTP does: a span for each request, below the one of its headers. */
function serverSpans(
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  const outer = propagation.extract(context.active(), request.headers);
  const span = trace
    .getTracer('http')
    .startSpan(`GET ${request.url}`, { kind: SpanKind.SERVER }, outer);
  response.on('close', () => span.end());
  context.with(trace.setSpan(outer, span), next);
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const traced = { headers: { traceparent: `00-${TRACE}-${PARENT}-01` } };

describe.each(adapters)(
  'an application on $name with an OTLP exporter',
  (adapter) => {
    let collector: Collector;
    let provider: BasicTracerProvider;
    let app: INestApplication;

    useContextManager();

    beforeAll(async () => {
      const server = createServer((request, response) => {
        models.seen.push(request.headers.traceparent as string | undefined);
        response.end('short');
      });
      await new Promise<void>((resolve) =>
        server.listen(0, '127.0.0.1', resolve),
      );
      const { port } = server.address() as AddressInfo;
      models = { server, url: `http://127.0.0.1:${port}/`, seen: [] };
    });

    afterAll(async () => {
      models.server.closeAllConnections();
      await new Promise((resolve) => models.server.close(resolve));
    });

    beforeAll(async () => {
      collector = new Collector();
      propagation.setGlobalPropagator(new W3CTraceContextPropagator());
      provider = new BasicTracerProvider({
        spanProcessors: [
          new BatchSpanProcessor(
            new OTLPTraceExporter({ url: await collector.listen() }),
          ),
        ],
      });
      trace.setGlobalTracerProvider(provider);
      app = await listen(
        adapter,
        {
          imports: [
            SpearmintModule.forRoot({
              configs: [
                { $id: 'small', model: 's', apiKey: 'key-small-0001' },
                { $id: 'large', model: 'l', apiKey: 'key-large-0002' },
              ],
            }),
            SpearmintOtelModule.forRoot({
              configAttributes: ['model', 'apiKey'],
            }),
          ],
          controllers: [Pages],
          providers: [Summaries],
        },
        (made) => made.use(serverSpans),
      );
    });

    afterEach(() => {
      collector.spans.length = 0;
      models.seen.length = 0;
    });

    afterAll(async () => {
      await app.close();
      await provider.shutdown();
      await collector.close();
      propagation.disable();
    });

    const exported = async (): Promise<void> => {
      await settleBackground(app);
      await turns();
      await provider.forceFlush();
    };

    it('sends one trace, from the caller to what the branches call', async () => {
      const { body } = await call(app, '/pages/1', traced);
      expect(body).toBe('s: short');
      await exported();
      expect(collector.scopes).toContain('@nestjs-spearmint/otel');
      expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(
        new Set([TRACE]),
      );
      const request = collector.the('GET /pages/1');
      const experiment = collector.the('experiment Summaries.summarize');
      const primary = collector.the('primary Summaries.summarize');
      const shadow = collector.the('shadow Summaries.summarize');
      expect(request.parentSpanId).toBe(PARENT);
      expect(experiment.parentSpanId).toBe(request.spanId);
      expect([primary.parentSpanId, shadow.parentSpanId]).toEqual([
        experiment.spanId,
        experiment.spanId,
      ]);
      expect([...models.seen].sort()).toEqual(
        [primary, shadow]
          .map(({ spanId }) => `00-${TRACE}-${spanId}-01`)
          .sort(),
      );
      expect(BigInt(primary.startTimeUnixNano)).toBeLessThanOrEqual(
        BigInt(primary.endTimeUnixNano),
      );
      expect(experiment.events.map(({ name }) => name)).toEqual([
        'feature_flag.evaluation',
      ]);
    });

    it('says how a branch failed, and not what its key is', async () => {
      const { status } = await call(app, '/pages/13', traced);
      expect(status).toBe(502);
      await exported();
      const primary = collector.the('primary Summaries.summarize');
      expect(primary.status).toEqual({
        code: 2,
        message: 'refused the key [redacted]',
      });
      expect(primary.events.map(({ name }) => name)).toEqual(['exception']);
      const text = JSON.stringify(collector.spans);
      expect(text).toContain('HttpException');
      expect(text).not.toMatch(/key-small-0001|key-large-0002/);
    });

    it('sends nothing of a request whose caller did not sample it', async () => {
      await call(app, '/pages/2', {
        headers: { traceparent: `00-${TRACE}-${PARENT}-00` },
      });
      await exported();
      expect(collector.spans).toEqual([]);
      expect(models.seen[0]).toMatch(
        new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`),
      );
    });

    it('keeps the traces of concurrent requests apart', async () => {
      const traces = Array.from({ length: 20 }, (_, i) =>
        (i + 1).toString(16).padStart(32, '0'),
      );
      await Promise.all(
        traces.map((id, i) =>
          call(app, `/pages/${100 + i}`, {
            headers: { traceparent: `00-${id}-${PARENT}-01` },
          }),
        ),
      );
      await exported();
      for (const id of traces) {
        const spans = collector.spans.filter(({ traceId }) => traceId === id);
        expect(spans).toHaveLength(4);
        const ids = new Set([PARENT, ...spans.map(({ spanId }) => spanId)]);
        for (const { parentSpanId } of spans)
          expect(ids).toContain(parentSpanId);
      }
    });
  },
);
