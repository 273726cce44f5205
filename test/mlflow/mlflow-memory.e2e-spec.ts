import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { MlflowBackend, type MlflowMode } from '@nestjs-spearmint/mlflow';
import { BranchStore } from '@nestjs-spearmint/store';
import { Branch, BranchRecorder, type LoggerBackend } from 'nestjs-spearmint';
import { FakeMlflow } from '../../libs/mlflow/src/fake-mlflow.fixture.js';

const BATCHES = 300;
const BATCH = 100;
const QUEUE = 1_000;
const MEBIBYTE = 1_048_576;
const TEXT = 'x'.repeat(800);

let server: FakeMlflow;
beforeAll(async () => {
  Logger.overrideLogger(false);
  server = await FakeMlflow.start();
  // What it has seen would count as memory of the application.
  server.fault = () => {
    server.seen.length = 0;
    return 'hang';
  };
});
afterAll(() => server.stop());

/** What is in use after all that can go has gone, in bytes. */
function used(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Records about 30 MB; gives by how many of them memory has grown since the first two. */
async function growth(backend: LoggerBackend) {
  const recorder = new BranchRecorder({ warn: () => undefined });
  recorder.attach([backend], { queueLimit: QUEUE });
  let before = 0;
  for (let batch = 0; batch < BATCHES; batch++) {
    for (let index = 0; index < BATCH; index++) {
      const branch = Branch.start('cfg', { model: 'small' });
      branch.markSuccess(`${batch} ${index} ${TEXT}`);
      recorder.record(branch);
    }
    await nextTurn();
    if (backend instanceof BranchStore) await recorder.flush();
    if (batch === 20) before = used();
  }
  const bytes = used() - before;
  const { dropped, backends } = recorder.stats();
  return { recorder, dropped, stats: backends[0], mebibytes: bytes / MEBIBYTE };
}

/** Ends what is under way; the recorder has waited for it as long as it may. */
const letGo = (backend: MlflowBackend): Promise<void> =>
  backend.close().catch(() => undefined);

const outages = [
  ['is not there', () => 'http://127.0.0.1:9'],
  ['hangs', () => server.uri],
] as const;

describe.each(['run-per-branch', 'run-per-config'] as MlflowMode[])(
  'with %s, while the server',
  (mode) => {
    it.each(outages)(
      '%s, a store holds what is under way in memory, and loses nothing',
      async (_, uriOf) => {
        const folder = mkdtempSync(join(tmpdir(), 'spearmint-memory-'));
        const backend = new MlflowBackend({ trackingUri: uriOf(), mode });
        const store = new BranchStore({
          folder,
          database: false,
          drainMs: 50,
          sinks: [{ backend, name: 'mlflow' }],
        });
        const { recorder, dropped, stats, mebibytes } = await growth(store);
        expect(mebibytes).toBeLessThan(8);
        expect(dropped.queueFull).toBe(0);
        expect(stats).toMatchObject({
          recorded: BATCHES * BATCH,
          dropped: { queueFull: 0, failed: 0, breakerOpen: 0, closed: 0 },
        });
        const [sink] = store.stats().sinks;
        expect(sink).toMatchObject({
          delivered: 0,
          missed: 0,
          deadLettered: 0,
        });
        expect(sink?.behindBytes).toBeGreaterThan(25 * MEBIBYTE);
        await recorder.close(500);
        await letGo(backend);
        rmSync(folder, { recursive: true });
      },
      60_000,
    );

    it.each(outages)(
      '%s, a recorder without a store holds its queue, and counts what it drops',
      async (_, uriOf) => {
        const backend = new MlflowBackend({ trackingUri: uriOf(), mode });
        const { recorder, stats, mebibytes } = await growth(backend);
        expect(mebibytes).toBeLessThan(8);
        expect(stats?.pending).toBeLessThanOrEqual(QUEUE);
        await recorder.close(50);
        const { dropped, backends } = recorder.stats();
        const all = [dropped, ...backends.map((one) => one.dropped)];
        const counts = all.flatMap((one) => Object.values(one));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
          BATCHES * BATCH,
        );
        await letGo(backend);
      },
      60_000,
    );
  },
);
