import { describe, expect, it } from '@jest/globals';
import { Branch } from '../branch/branch.js';
import { BranchRecorder } from './branch-recorder.js';
import { InMemoryLogger } from './in-memory.logger.js';
import type { LoggerBackend } from './logger-backend.js';

const CONFIG = Object.freeze({ model: 'm', temperature: 0.2 });

function collect(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

async function recordMany(
  recorder: BranchRecorder,
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const branch = Branch.start('c1', CONFIG);
    if (index % 10 === 0) branch.markFailure(new Error(`failure ${index}`));
    else branch.markSuccess({ text: `output ${index}`, index });
    recorder.record(branch);
    if (index % 1_000 === 999) await recorder.flush();
  }
}

describe('the memory of the BranchRecorder', () => {
  it('stays flat over 200,000 records into a ring of 1,000', async () => {
    const backend = new InMemoryLogger({ limit: 1_000 });
    const recorder = new BranchRecorder();
    recorder.attach([backend]);
    await recordMany(recorder, 20_000);
    const before = collect();
    await recordMany(recorder, 200_000);
    const growth = collect() - before;
    expect(backend.recorded).toBe(220_000);
    expect(backend.branchCount()).toBe(1_000);
    expect(growth).toBeLessThan(1_000_000);
    await recorder.close(1_000);
  }, 60_000);

  it('is bounded behind a backend that hangs', async () => {
    const stuck: LoggerBackend = {
      logBranches: () => new Promise(() => undefined),
    };
    const recorder = new BranchRecorder({ warn: () => undefined });
    recorder.attach([stuck], { queueLimit: 1_000 });
    const fill = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round++) {
        for (let index = 0; index < 500; index++) {
          const branch = Branch.start('c1', CONFIG);
          branch.markSuccess({ text: `output ${round} ${index}` });
          recorder.record(branch);
        }
        for (let turn = 0; turn < 3; turn++) {
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    };
    await fill(20);
    const before = collect();
    await fill(100);
    expect(collect() - before).toBeLessThan(1_000_000);
    expect(recorder.stats().backends[0]?.pending).toBe(1_000);
    await recorder.close(0);
  }, 60_000);
});
