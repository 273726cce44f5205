import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  BranchContext,
  Experiment,
  type StrategyInput,
} from 'nestjs-spearmint';
import { boot, type Booted, type Delta, pool3 } from './boot.js';

/** What the method of an experiment does under a config. */
export type Source<R> = (delta: number, context: BranchContext) => R;

export interface Returning<R> {
  readonly app: Booted;
  readonly service: { give(): R };
  /** Every branch that has been recorded: its status and its output. */
  readonly recorded: () => Promise<unknown[]>;
}

/** An application whose one experiment, `give`, returns at once what the test says. */
export async function returning<R>(
  source: Source<R>,
  strategy: StrategyInput = 'single',
  timeoutMs?: number,
): Promise<Returning<R>> {
  @Injectable()
  class Service {
    constructor(private readonly context: BranchContext) {}

    @Experiment({ name: 'give', strategy, timeoutMs })
    give({ delta }: Delta = branchConfig()): R {
      return source(delta, this.context);
    }
  }
  const app = await boot({ configs: pool3 }, [Service]);
  return {
    app,
    service: app.get(Service),
    recorded: async () => {
      await app.settle();
      return app.logger.branches.map(({ status, output }) => [status, output]);
    },
  };
}
