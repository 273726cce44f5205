import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  type BranchContainer,
  Experiment,
} from 'nestjs-spearmint';
import type { Delta } from '../../support/boot.js';

/** Adds its config's delta, unless it is to fail. */
@Injectable()
export class Adder {
  failure: unknown;
  calls = 0;

  @Experiment()
  async add(x: number, config: Delta = branchConfig()): Promise<number> {
    this.calls++;
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    return x + config.delta;
  }

  @Experiment({ strategy: 'multi-branch' })
  async addAll(
    x: number,
    config: Delta = branchConfig(),
  ): Promise<number | BranchContainer<number>> {
    if (config.delta === 5) throw this.failure;
    return x + config.delta;
  }

  @Experiment({ strategy: 'shadow' })
  async addShadowed(
    x: number,
    config: Delta = branchConfig(),
  ): Promise<number> {
    return x + config.delta;
  }
}
