import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';

/** The method that others are measured against. */
export class Bare {
  async run(i: number): Promise<number> {
    return i;
  }
}

/** The same as an experiment. */
@Injectable()
export class Single {
  @Experiment()
  async run(
    i: number,
    config: { k: number } = branchConfig(),
  ): Promise<number> {
    return config.k > 0 ? i : -1;
  }
}
