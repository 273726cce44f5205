import { type ExperimentInvocation, Strategy } from 'nestjs-spearmint';
import type { BranchContainer } from 'nestjs-spearmint';

export class ModelConfig {
  model!: 'small' | 'large';
  temperature = 0;
}

export class SummaryConfig {
  words!: number;
  llm!: ModelConfig;
  stops?: { text: string }[];
  /** A type that contains itself. */
  next?: SummaryConfig;
}

export class SearchConfig {
  fuzzy!: boolean;
}

export class CheapestStrategy extends Strategy {
  readonly kind = 'cheapest';

  run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
    return invocation.branch(invocation.configs.at(0));
  }
}

export class EverywhereStrategy extends Strategy {
  readonly kind = 'everywhere';

  run<T>(invocation: ExperimentInvocation<T>): Promise<BranchContainer<T>> {
    return invocation.branches(invocation.configs);
  }
}

declare module 'nestjs-spearmint' {
  interface SpearmintPools {
    summaries: SummaryConfig;
    searches: SearchConfig;
  }

  interface SpearmintStrategies {
    cheapest: CheapestStrategy;
    everywhere: EverywhereStrategy;
  }
}
