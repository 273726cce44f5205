import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import '@nestjs/platform-express';

// Boots one application of this folder and prints what that took, as JSON: child.js <name>
const { AppModule } = (await import(`./${process.argv[2]}.js`)) as {
  AppModule: object;
};
const app = await NestFactory.create(AppModule, { logger: false });
await app.init();
const ms = performance.now();
const { user, system } = process.cpuUsage();
globalThis.gc?.();
globalThis.gc?.();
const { rss, heapUsed } = process.memoryUsage();
console.log(
  JSON.stringify({ ms, cpuMs: (user + system) / 1_000, rss, heapUsed }),
);
await app.close();
