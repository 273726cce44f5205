import type { OnApplicationBootstrap } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { InvalidOptionError } from '../experiment/experiment.errors.js';
import type { ExperimentRegistry } from '../experiment/experiment.registry.js';
import type { PoolCatalog } from '../experiment/pool.catalog.js';
import type { ResolvedExperiment } from '../experiment/resolved-experiment.js';
import {
  type ResolvedStrategy,
  StrategyResolver,
} from '../experiment/strategy.resolver.js';
import type { StrategyInput } from '../strategy/strategy-input.type.js';
import type { Strategy } from '../strategy/strategy.js';
import type { StrategyRegistry } from '../strategy/strategy.registry.js';

/** What a test has fixed. @internal */
export interface FixedParts {
  readonly strategy: Strategy | undefined;
  /** By experiment name. */
  readonly strategies: Readonly<Record<string, Strategy>>;
  /** Names of replaced pools. */
  readonly pools: readonly string[];
}

/** Gives experiments the strategies of a test, and the others their own. @internal */
export class FixedStrategyResolver
  extends StrategyResolver
  implements OnApplicationBootstrap
{
  constructor(
    registry: StrategyRegistry,
    moduleRef: ModuleRef,
    private readonly fixed: FixedParts,
    private readonly experiments: ExperimentRegistry,
    private readonly catalog: PoolCatalog,
  ) {
    super(registry, moduleRef);
  }

  override resolve(
    input: StrategyInput,
    subject: string,
  ): Promise<ResolvedStrategy> {
    const name = subject.replace(/^"|"$/g, '');
    return super.resolve(
      this.fixed.strategies[name] ?? this.fixed.strategy ?? input,
      subject,
    );
  }

  override forCalls(
    experiment: ResolvedExperiment,
    input: StrategyInput,
  ): Promise<ResolvedStrategy> {
    return super.forCalls(
      experiment,
      this.fixed.strategies[experiment.name] ?? this.fixed.strategy ?? input,
    );
  }

  /** @throws InvalidOptionError for a name that replaces nothing. */
  onApplicationBootstrap(): void {
    const { strategies, pools } = this.fixed;
    known('strategies', Object.keys(strategies), this.experiments.names());
    known('pools', pools, this.catalog.names());
  }
}

function known(
  option: string,
  given: readonly string[],
  names: readonly string[],
): void {
  const wrong = given.filter((name) => !names.includes(name));
  if (wrong.length === 0) return;
  throw new InvalidOptionError(
    `${option} of overrideSpearmint()`,
    `for ${wrong.join(', ')}`,
    `for names that the application has: ${names.join(', ') || 'it has none'}`,
  );
}
