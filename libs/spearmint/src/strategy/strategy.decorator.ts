import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';

/** @internal */
export const STRATEGY_METADATA = 'spearmint:strategy';

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
export function SpearmintStrategy(name: string): ClassDecorator {
  return applyDecorators(Injectable(), SetMetadata(STRATEGY_METADATA, name));
}
