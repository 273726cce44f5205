// Uses the library where none of its optional packages is installed; runs inside of a project that has it and zod.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import * as library from 'nestjs-spearmint';
import * as testing from 'nestjs-spearmint/testing';

const { Experiment, InMemoryLogger, SpearmintModule } = library;

// One instance, however it is loaded; and names as they are written, since messages have them.
const required = createRequire(import.meta.url)('nestjs-spearmint');
assert.equal(required.SpearmintModule, SpearmintModule);
const ALIASES = ['DynamicValue', 'Branches'];
for (const [name, value] of Object.entries({ ...library, ...testing }))
  if (typeof value === 'function' && !ALIASES.includes(name))
    assert.equal(value.name, name);

/** Boots an application with an experiment, without the syntax of decorators. */
async function boot(options) {
  class Summaries {
    async summarize(text, { words } = library.branchConfig(options.model)) {
      return text.split(' ').slice(0, words).join(' ');
    }
  }
  const property = [Summaries.prototype, 'summarize'];
  const descriptor = Object.getOwnPropertyDescriptor(...property);
  const decorated =
    Experiment({ strategy: 'shadow' })(...property, descriptor) ?? descriptor;
  Object.defineProperty(...property, decorated);
  class AppModule {}
  const logger = new InMemoryLogger();
  Module({
    imports: [SpearmintModule.forRoot({ logger, ...options })],
    providers: [Summaries],
  })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, {
    logger: false,
    abortOnError: false,
  });
  const answer = await app.get(Summaries).summarize('one two three');
  await app.close();
  return { answer, branches: logger.branches };
}

const configs = [{ words: 1 }, { words: 2 }];
for (const model of [undefined, z.object({ words: z.number() })]) {
  const { answer, branches } = await boot({ configs, model });
  assert.equal(answer, 'one');
  assert.deepEqual(
    branches.map(({ output }) => output),
    ['one', 'one two'],
  );
}

// What is missing is said with its remedy, once it is used.
class Model {}
await assert.rejects(
  boot({ configs, model: Model }),
  /class-validator and class-transformer.*npm install class-validator class-transformer/s,
);
const folder = mkdtempSync(join(tmpdir(), 'spearmint-smoke-'));
writeFileSync(join(folder, 'a.yaml'), 'words: 1');
await assert.rejects(
  boot({ configs: [folder], watch: true }),
  /chokidar: npm install chokidar/,
);
rmSync(folder, { recursive: true });
console.log(`Node ${process.version}: without optional packages, fine`);
