import { SpearmintClock } from '../branch/clock.js';
import { Timeline } from '../branch/timeline.js';
import { StrategyResolver } from '../experiment/strategy.resolver.js';
import { LoggerBackend } from '../logging/index.js';
import type { Strategy } from '../strategy/strategy.js';

/** The part of Nest's `TestingModuleBuilder` that is needed. @publicApi */
export interface ProviderOverrides {
  overrideProvider(token: unknown): { useValue(value: unknown): unknown };
}

/** @publicApi */
export interface SpearmintOverrides {
  /** Takes the place of every backend. */
  logger?: LoggerBackend;
  /** Takes the place of every experiment's strategy, for instance a `FixedStrategy`. */
  strategy?: Strategy;
  /** Where branches take their time from. */
  clock?: SpearmintClock;
  /** The last part of every branch's id, which then counts from 1. @default random */
  ids?: string;
}

/**
 * Replaces parts of `SpearmintModule` in a testing module; give it the builder
 * before `compile()`.
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
  { logger, strategy, clock, ids }: SpearmintOverrides,
): B {
  const replace = (token: unknown, value: unknown): void => {
    builder.overrideProvider(token).useValue(value);
  };
  if (logger !== undefined) replace(LoggerBackend, logger);
  if (clock !== undefined) replace(SpearmintClock, clock);
  if (clock !== undefined || ids !== undefined) {
    replace(Timeline, new Timeline(clock, ids));
  }
  if (strategy !== undefined) {
    const resolve = (): Promise<unknown> =>
      Promise.resolve({
        strategy: strategy.fork?.() ?? strategy,
        name: strategy.constructor.name,
        builtIn: false,
      });
    replace(StrategyResolver, { resolve, forCalls: resolve });
  }
  return builder;
}
