// Uses the packed packages that record together, as an application would; runs inside of a project that has them.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MlflowBackend } from '@nestjs-spearmint/mlflow';
import { SpearmintOtelModule } from '@nestjs-spearmint/otel';
import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import {
  BranchStore,
  StoreHealth,
  StoreModule,
  StoreReader,
} from '@nestjs-spearmint/store';
import {
  branchConfig,
  BranchRecorder,
  Experiment,
  SpearmintModule,
} from 'nestjs-spearmint';

// As much of an MLflow server and of an OpenTelemetry SDK as shows that something arrives.
const mlflowRuns = new Set();
const mlflow = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  if (request.url.endsWith('/runs/create'))
    mlflowRuns.add(JSON.parse(body).run_name);
  const experiment = {
    experiment_id: '1',
    name: 'smoke',
    lifecycle_stage: 'active',
  };
  const run = { info: { run_id: '1', artifact_uri: 'file:/elsewhere' } };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ experiment, run, runs: [] }));
});
await new Promise((ready) => mlflow.listen(0, '127.0.0.1', ready));
const trackingUri = `http://127.0.0.1:${mlflow.address().port}`;
const spans = [];
trace.setGlobalTracerProvider({
  getTracer: () => ({
    startSpan(name) {
      spans.push(name);
      return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    },
  }),
});
const folder = mkdtempSync(join(tmpdir(), 'spearmint-smoke-'));

class Summaries {
  async summarize(text, { words } = branchConfig()) {
    return text.split(' ').slice(0, words).join(' ');
  }
}
const property = [Summaries.prototype, 'summarize'];
Object.defineProperty(
  ...property,
  Experiment({ strategy: 'round-robin' })(
    ...property,
    Object.getOwnPropertyDescriptor(...property),
  ),
);
class AppModule {}
Module({
  imports: [
    SpearmintModule.forRoot({ configs: [{ words: 1 }, { words: 2 }] }),
    StoreModule.forRoot({
      folder,
      sinks: [new MlflowBackend({ trackingUri })],
    }),
    SpearmintOtelModule.forRoot(),
  ],
  providers: [Summaries],
})(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, {
  logger: ['error', 'fatal'],
  abortOnError: false,
});
const service = app.get(Summaries);
for (let call = 0; call < 20; call++) await service.summarize('one two three');
const health = await app.get(StoreHealth).check('store');
assert.equal(health.store.status, 'up', JSON.stringify(health));
await app.get(BranchRecorder).flush();
assert.equal(await app.get(BranchStore).delivered(10_000), true);
await app.close();
mlflow.close();
assert.equal(mlflowRuns.size, 20);
assert.ok(spans.length >= 20, spans.join());

// Read as another process would, from the database that a thread has made of the journal.
const reader = new StoreReader(folder);
const configs = await reader.configs('Summaries.summarize');
assert.deepEqual(
  configs.map(({ n, succeeded }) => [n, succeeded]),
  [
    [10, 10],
    [10, 10],
  ],
);
const { branches } = await reader.branches({ limit: 5 });
assert.equal(branches.length, 5);
await reader.close();
rmSync(folder, { recursive: true });
const { version } = createRequire(import.meta.url)('@nestjs/core/package.json');
console.log(
  `Node ${process.version}, Nest ${version}: store, MLflow and OpenTelemetry packages, fine`,
);
