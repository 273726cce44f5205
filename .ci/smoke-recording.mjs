// Uses the packed packages that record together, as an application would; runs inside of a project that has them.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MlflowBackend } from '@nestjs-spearmint/mlflow';
import { SpearmintOtelModule } from '@nestjs-spearmint/otel';
import { StoreHealth, StoreModule, StoreReader } from '@nestjs-spearmint/store';
import { branchConfig, Experiment, SpearmintModule } from 'nestjs-spearmint';

delete process.env.MLFLOW_TRACKING_URI;
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
    StoreModule.forRoot({ folder, sinks: [new MlflowBackend()] }),
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
await app.close();

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
console.log(
  `Node ${process.version}: store, MLflow and OpenTelemetry packages, fine`,
);
