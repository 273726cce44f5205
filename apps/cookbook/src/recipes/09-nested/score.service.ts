import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  type BranchContainer,
  Experiment,
  ExperimentRunner,
} from 'nestjs-spearmint';
import { MultiplyService } from './multiply.service.js';

/** What one combination of an inner and an outer config gives. */
export interface Score {
  factor: number;
  summand: number;
  score: number;
}

@Injectable()
export class ScoreService {
  constructor(
    private readonly runner: ExperimentRunner,
    private readonly inner: MultiplyService,
  ) {}

  /** Runs under each config of its own, and in each of these under every inner one. */
  @Experiment({
    strategy: 'multi-branch',
    configs: [{ summand: 10 }, { summand: 0 }],
  })
  async score(
    value: number,
    { summand }: { summand: number } = branchConfig(),
  ): Promise<Score[] | BranchContainer<Score[]>> {
    const { branches } = await this.runner.run(this.inner, 'multiply', [value]);
    return branches.outputs().map(({ factor, product }) => ({
      factor,
      summand,
      score: product + summand,
    }));
  }
}
