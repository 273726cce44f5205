import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  BackgroundSupervisor,
  branchConfig,
  BranchRecorder,
  Experiment,
} from 'nestjs-spearmint';
import { boot, closeAll, type Delta } from '../support/boot.js';

afterEach(closeAll);

const CALLS = 1_000_000;
const WARM_UP = 100_000;
const PER_TURN = 250;
const MB = 1024 * 1024;

@Injectable()
class Service {
  @Experiment({ strategy: 'shadow' })
  async run(x: number, { delta }: Delta = branchConfig()): Promise<number> {
    return x + delta;
  }
}

function heapUsed(): number {
  // npm test runs node with --expose-gc.
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

describe('one million calls through shadow', () => {
  it('keep the heap flat within 20 MB, and every branch is accounted for', async () => {
    const app = await boot({ configs: [{ delta: 1 }, { delta: 2 }] }, [
      Service,
    ]);
    const service = app.get(Service);
    const calls = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i += PER_TURN) {
        const batch = [];
        for (let j = i; j < i + PER_TURN; j++) batch.push(service.run(j));
        await Promise.all(batch);
        await new Promise(setImmediate);
      }
    };

    await calls(0, WARM_UP);
    const before = heapUsed();
    await calls(WARM_UP, CALLS);
    const after = heapUsed();
    await app.settle();

    expect(globalThis.gc).toBeDefined();
    expect(Math.abs(after - before)).toBeLessThan(20 * MB);
    const background = app.get(BackgroundSupervisor).stats();
    expect(background).toMatchObject({
      offered: CALLS,
      running: 0,
      waiting: 0,
    });
    expect(background.completed + background.skipped.queueFull).toBe(CALLS);
    const { accepted, dropped, backends } = app.get(BranchRecorder).stats();
    expect(accepted + dropped.queueFull).toBe(2 * CALLS);
    const [backend] = backends;
    expect(backend.recorded).toBe(app.logger.recorded);
    expect(app.logger.recorded + backend.dropped.queueFull).toBe(accepted);
    expect(app.logger.branches).toHaveLength(1_000);
  }, 300_000);
});
