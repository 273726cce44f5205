import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, type LoggerService } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  branchConfig,
  type BranchContainer,
  Experiment,
  ExperimentRunner,
  SpearmintModule,
} from 'nestjs-spearmint';
import { ManualClock, overrideSpearmint } from 'nestjs-spearmint/testing';

/** Moves only while a body computes, as if nothing else took time. */
const clock = new ManualClock();
const costs = [1, 10, 100, 1_000];

/** Async methods that wait for nothing: all of the work is done when they return. */
const quiet = (): void => undefined;
const silent: LoggerService = { log: quiet, warn: quiet, error: quiet };

@Injectable()
class Search {
  @Experiment({ strategy: 'shadow' })
  async shadowed(config: { ms: number } = branchConfig()): Promise<number> {
    return this.compute(config);
  }

  @Experiment({ strategy: 'multi-branch' })
  async compared(
    config: { ms: number } = branchConfig(),
  ): Promise<number | BranchContainer<number>> {
    return this.compute(config);
  }

  private async compute({ ms }: { ms: number }): Promise<number> {
    clock.advance(ms);
    return ms;
  }
}

describe('durations of methods that compute without a pause', () => {
  let module: TestingModule;

  beforeAll(async () => {
    const builder = Test.createTestingModule({
      imports: [
        SpearmintModule.forRoot({ configs: costs.map((ms) => ({ ms })) }),
      ],
      providers: [Search],
    }).setLogger(silent);
    module = await overrideSpearmint(builder, { clock }).compile();
  });

  afterAll(() => module.close());

  it.each(['shadowed', 'compared'] as const)(
    '%s: each branch is timed with its own work alone',
    async (method) => {
      const { branches } = await module
        .get(ExperimentRunner)
        .run(module.get(Search), method, [], { settle: true });
      expect([...branches].map(({ durationMs }) => durationMs)).toEqual(costs);
    },
  );
});
