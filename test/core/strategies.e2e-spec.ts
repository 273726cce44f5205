import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  branchConfig,
  type BranchContainer,
  Experiment,
  ExperimentRunner,
  InMemoryLogger,
  SpearmintModule,
} from 'nestjs-spearmint';

interface Delta {
  delta: number;
  multiplier: number;
}
const pool3 = [
  { delta: 1, multiplier: 2 },
  { delta: 5, multiplier: 3 },
  { delta: 10, multiplier: 1 },
];

@Injectable()
class Adder {
  @Experiment({ strategy: 'round-robin' })
  async rotate(x: number, config: Delta = branchConfig()): Promise<number> {
    return x + config.delta;
  }
  @Experiment({ strategy: 'multi-branch' })
  async all(
    x: number,
    config: Delta = branchConfig(),
  ): Promise<number | BranchContainer<number>> {
    return x + config.delta;
  }
  @Experiment({ strategy: 'shadow' })
  async shadowed(x: number, config: Delta = branchConfig()): Promise<number> {
    return x + config.delta;
  }
}

describe('smoke', () => {
  it('runs', async () => {
    const logger = new InMemoryLogger();
    const module = await Test.createTestingModule({
      imports: [SpearmintModule.forRoot({ configs: pool3, logger })],
      providers: [Adder],
    }).compile();
    await module.init();
    const adder = module.get(Adder);
    expect([
      await adder.rotate(10),
      await adder.rotate(10),
      await adder.rotate(10),
      await adder.rotate(10),
    ]).toEqual([11, 15, 20, 11]);
    const all = (await adder.all(10)) as BranchContainer<number>;
    expect(all.outputs()).toEqual([11, 15, 20]);
    const { output, branches } = await module
      .get(ExperimentRunner)
      .run(adder, 'shadowed', [10], { settle: true });
    expect(output).toBe(11);
    expect([...branches].map((b) => [b.role, b.status, b.output])).toEqual([
      ['primary', 'success', 11],
      ['shadow', 'success', 15],
      ['shadow', 'success', 20],
    ]);
    await module.close();
    expect(logger.branches.length).toBe(10);
  });
});
