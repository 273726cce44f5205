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
  /** What those that may be slow wait for. */
  gate: Promise<unknown> | undefined;
  calls = 0;

  @Experiment()
  async add(x: number, config: Delta = branchConfig()): Promise<number> {
    this.calls++;
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    return x + config.delta;
  }

  @Experiment({ strategy: 'multi-branch' })
  async addAll(
    x: number,
    config: Delta = branchConfig(),
  ): Promise<number | BranchContainer<number>> {
    if (config.delta === 5) {
      if (this.gate !== undefined) await this.gate;
      if (this.failure !== undefined) throw this.failure;
    }
    return x + config.delta;
  }

  @Experiment({ strategy: 'shadow' })
  async addShadowed(
    x: number,
    config: Delta = branchConfig(),
  ): Promise<number> {
    if (config.delta !== 1 && this.gate !== undefined) await this.gate;
    return x + config.delta;
  }
}
