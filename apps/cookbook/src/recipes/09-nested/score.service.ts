import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  branchesOf,
  Experiment,
  type MaybeBranches,
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
  constructor(private readonly inner: MultiplyService) {}

  /** Runs under each config of its own, and in each of these under every inner one. */
  @Experiment({
    strategy: 'multi-branch',
    configs: [{ summand: 10 }, { summand: 0 }],
  })
  async score(
    value: number,
    { summand }: { summand: number } = branchConfig(),
  ): Promise<MaybeBranches<Score[]>> {
    const branches = branchesOf(await this.inner.multiply(value));
    return branches.outputs().map(({ factor, product }) => ({
      factor,
      summand,
      score: product + summand,
    }));
  }
}
