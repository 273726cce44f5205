import { Injectable } from '@nestjs/common';
import {
  type BranchContainer,
  branchConfig,
  BranchContext,
  Experiment,
  type ExperimentBackgroundOptions,
  ShadowStrategy,
  type ShadowStrategyOptions,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { boot, type Booted, type Delta, pool3 } from '../../support/boot.js';

/** What the method does. */
export type Body = (
  x: number,
  delta: number,
  context: BranchContext,
) => unknown;

export const plain: Body = (x, delta) => x + delta;

export interface Shadowing {
  readonly app: Booted;
  readonly service: { add(x: unknown): Promise<number> };
  /** The deltas that the method ran with, in order. */
  readonly ran: number[];
  readonly call: (settle?: boolean) => Promise<BranchContainer<number>>;
}

/** An application with one experiment, whose method does what the test says. */
export async function shadowing(
  body: Body = plain,
  strategy: ShadowStrategyOptions = {},
  options: SpearmintOptions & { experiment?: ExperimentBackgroundOptions } = {},
): Promise<Shadowing> {
  const { experiment, ...root } = options;
  const ran: number[] = [];
  @Injectable()
  class Service {
    constructor(private readonly context: BranchContext) {}

    @Experiment({
      name: 'Adder.add',
      strategy: new ShadowStrategy(strategy),
      background: experiment,
    })
    async add(x: unknown, { delta }: Delta = branchConfig()): Promise<number> {
      ran.push(delta);
      return (await body(x as number, delta, this.context)) as number;
    }
  }
  const app = await boot({ configs: pool3, ...root }, [Service]);
  const service = app.get(Service);
  return {
    app,
    service,
    ran,
    call: async (settle = true) =>
      (await app.runner.run(service, 'add', [10], { settle })).branches,
  };
}
