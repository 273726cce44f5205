import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';
import type {
  OwnStrategyName,
  SpearmintStrategies,
} from './strategy-input.type.js';

/** @internal */
export const STRATEGY_METADATA = 'spearmint:strategy';

/** A decorator for the classes that fit what {@link SpearmintStrategies} says of the name. @publicApi */
export type StrategyDecorator<N extends string> =
  N extends keyof SpearmintStrategies
    ? (target: new (...args: never[]) => SpearmintStrategies[N]) => void
    : ClassDecorator;

/**
 * Registers a strategy class under a name; the class must be a provider of some
 * module, whose other providers it can inject.
 *
 * ```ts
 * @SpearmintStrategy('cheapest')
 * export class CheapestStrategy extends SelectionStrategy { ... }
 * ```
 *
 * @publicApi
 */
export function SpearmintStrategy<N extends OwnStrategyName>(
  name: N,
): StrategyDecorator<N> {
  return applyDecorators(
    Injectable(),
    SetMetadata(STRATEGY_METADATA, name),
  ) as StrategyDecorator<N>;
}
