import type { FactoryProvider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { SpearmintClock } from '../branch/clock.js';
import { Timeline } from '../branch/timeline.js';
import { getConfigPoolToken } from '../config-pool.token.js';
import { ConfigPool, type ConfigSourceInput } from '../config/index.js';
import { ExperimentRegistry } from '../experiment/experiment.registry.js';
import { PoolCatalog } from '../experiment/pool.catalog.js';
import { StrategyResolver } from '../experiment/strategy.resolver.js';
import { LoggerBackend } from '../logging/index.js';
import { StrategyRegistry } from '../strategy/strategy.registry.js';
import type { Strategy } from '../strategy/strategy.js';
import { FixedStrategyResolver } from './fixed-strategy.resolver.js';

/** The part of Nest's `TestingModuleBuilder` that is needed. @publicApi */
export interface ProviderOverrides {
  overrideProvider(token: unknown): {
    useValue(value: unknown): unknown;
    useFactory(
      options: Pick<FactoryProvider, 'inject'> & {
        factory: (...args: never[]) => unknown;
      },
    ): unknown;
  };
}

/** What a test replaces in an application. @publicApi */
export interface SpearmintOverrides {
  /** Takes the place of every backend. */
  logger?: LoggerBackend;
  /** Takes the place of every experiment's strategy, for instance a `FixedStrategy`. */
  strategy?: Strategy;
  /** Takes the place of single experiments' strategies, by experiment name; goes before `strategy`. */
  strategies?: Readonly<Record<string, Strategy>>;
  /** Takes the place of pools' configs, by pool name; `default` is the one of `forRoot({ configs })`. */
  pools?: Readonly<Record<string, readonly ConfigSourceInput[]>>;
  /** Where branches take their time from. */
  clock?: SpearmintClock;
  /** The last part of every branch's id, which then counts from 1. @default random */
  ids?: string;
}

/**
 * Replaces parts of `SpearmintModule` in a testing module; give it the builder
 * before `compile()`. A name in `strategies` or `pools` that the application does
 * not know fails its `init()`. May be called again with further parts; what fixes
 * strategies and pools belongs into one call.
 *
 * ```ts
 * const builder = Test.createTestingModule({ imports: [AppModule] });
 * overrideSpearmint(builder, { logger, strategy: new FixedStrategy('fast') });
 * const module = await builder.compile();
 * ```
 *
 * @publicApi
 */
export function overrideSpearmint<B extends ProviderOverrides>(
  builder: B,
  overrides: SpearmintOverrides,
): B {
  const { logger, strategy, strategies = {}, pools = {} } = overrides;
  const { clock, ids } = overrides;
  const replace = (token: unknown, value: unknown): void => {
    builder.overrideProvider(token).useValue(value);
  };
  if (logger !== undefined) replace(LoggerBackend, logger);
  if (clock !== undefined) replace(SpearmintClock, clock);
  if (ids !== undefined) {
    builder.overrideProvider(Timeline).useFactory({
      inject: [SpearmintClock],
      factory: (current: SpearmintClock) => new Timeline(current, ids),
    });
  }
  for (const [name, configs] of Object.entries(pools)) {
    builder.overrideProvider(getConfigPoolToken(name)).useFactory({
      factory: () => ConfigPool.from(configs, { name }),
    });
  }
  const fixed = { strategy, strategies, pools: Object.keys(pools) };
  // An earlier call may have fixed strategies.
  const fixesNone =
    strategy === undefined &&
    Object.keys(strategies).length + fixed.pools.length === 0;
  if (fixesNone) return builder;
  builder.overrideProvider(StrategyResolver).useFactory({
    inject: [StrategyRegistry, ModuleRef, ExperimentRegistry, PoolCatalog],
    factory: (
      registry: StrategyRegistry,
      moduleRef: ModuleRef,
      experiments: ExperimentRegistry,
      catalog: PoolCatalog,
    ) =>
      new FixedStrategyResolver(
        registry,
        moduleRef,
        fixed,
        experiments,
        catalog,
      ),
  });
  return builder;
}
