// Which methods `@Experiment()` takes where no pools and strategies are declared.
import { applyDecorators } from '@nestjs/common';
import {
  BranchConfig,
  branchConfig,
  type BranchContainer,
  Experiment,
  type ExperimentInvocation,
  type ExperimentOptions,
  injected,
  type MaybeBranches,
  MultiBranchStrategy,
  ShadowStrategy,
  SpearmintModule,
  SpearmintStrategy,
  Strategy,
} from 'nestjs-spearmint';
import type { Observable } from 'rxjs';

class LlmConfig {
  model = 'small';
}

@SpearmintStrategy('everywhere')
class EverywhereStrategy extends Strategy {
  run<T>(invocation: ExperimentInvocation<T>): Promise<BranchContainer<T>> {
    return invocation.branches(invocation.configs);
  }
}

class ShortestStrategy extends Strategy {
  run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
    return invocation.branch(invocation.configs.at(0));
  }
}

declare const text: string;
declare const dynamic: ExperimentOptions;
const composed = applyDecorators(Experiment({ strategy: 'shadow' }));
const unchecked = applyDecorators(
  Experiment({ strategy: 'multi-branch' }) as MethodDecorator,
);

export class Accepted {
  @Experiment()
  async plain(input: string, config: LlmConfig = branchConfig(LlmConfig)) {
    return input + config.model;
  }

  @Experiment({ pool: 'any', strategy: 'shadow' })
  sync(input: string, @BranchConfig() config: LlmConfig = injected()): string {
    return input + config.model;
  }

  @Experiment({ strategy: 'of-our-own' })
  protected named(): Observable<string> {
    throw new Error(text);
  }

  @Experiment({ strategy: new ShadowStrategy({ snapshot: 'structuredClone' }) })
  async *tokens(input: string): AsyncGenerator<string> {
    yield input;
  }

  @Experiment({ strategy: ShortestStrategy })
  private generic<T>(input: T): T {
    return input;
  }

  @Experiment(dynamic)
  async dynamic(): Promise<number> {
    return 1;
  }

  @composed
  @unchecked
  async composed(): Promise<number> {
    return 1;
  }

  @Experiment({ strategy: 'multi-branch' })
  async fan(): Promise<MaybeBranches<string>> {
    return this.generic(text);
  }

  @Experiment({ strategy: 'multi-branch', timeoutMs: 10 })
  syncFan(): MaybeBranches<number> {
    return 1;
  }

  @Experiment({ strategy: new MultiBranchStrategy({ concurrency: 2 }) })
  private async spelled(): Promise<string | BranchContainer<string>> {
    return text;
  }

  @Experiment({ strategy: EverywhereStrategy })
  async own(): Promise<unknown> {
    return this.spelled();
  }

  @Experiment({ strategy: 'multi-branch' })
  streams(): MaybeBranches<Observable<string>> {
    return this.named();
  }
}

export class Refused {
  // @ts-expect-error: the call gives branches
  @Experiment({ strategy: 'multi-branch' })
  async string(): Promise<string> {
    return text;
  }

  // @ts-expect-error: the call gives branches
  @Experiment({ strategy: MultiBranchStrategy })
  async byClass(): Promise<void> {
    await Promise.resolve();
  }

  // @ts-expect-error: the call gives branches
  @Experiment({ strategy: new MultiBranchStrategy() })
  private byInstance(): number {
    return 1;
  }

  // @ts-expect-error: a strategy of one's own that gives branches
  @Experiment({ strategy: EverywhereStrategy })
  async own(): Promise<string> {
    return text + this.byInstance();
  }

  // @ts-expect-error: no such option
  @Experiment({ startegy: 'shadow' })
  async misspelled(): Promise<string> {
    return text;
  }

  // @ts-expect-error: no such option beside one that is
  @Experiment({ strategy: 'shadow', timeout: 10 })
  async misspelledToo(): Promise<string> {
    return text;
  }

  // @ts-expect-error: neither a name, nor a class, nor an instance of a strategy
  @Experiment({ strategy: LlmConfig })
  async noStrategy(): Promise<string> {
    return text;
  }
}

SpearmintModule.forRoot({ strategy: 'any-name' });
SpearmintModule.forFeature({ name: 'any', configs: [], model: LlmConfig });
// @ts-expect-error: the name is missing
SpearmintModule.forFeature({ configs: [] });
