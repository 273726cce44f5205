import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * A strategy was asked for by a name that nobody registered.
 *
 * @remedy Use a known name, or register yours with `forRoot({ strategies: [MyStrategy] })` or `@SpearmintStrategy(name)` on a provider.
 * @publicApi
 */
export class UnknownStrategyError extends SpearmintError {
  readonly code = 'SPEARMINT_E_UNKNOWN_STRATEGY';

  constructor(name: string, known: readonly string[], where = '') {
    super(
      `Unknown strategy "${name}"${where}. Known are ${known.join(', ')}. ` +
        'Register your own with forRoot({ strategies: [MyStrategy] }) or with @SpearmintStrategy(name) on a provider.',
    );
  }
}

/**
 * Two strategies were registered under one name.
 *
 * @remedy Give yours another name; replace one in a test with `overrideProvider(StrategyRegistry)`.
 * @publicApi
 */
export class DuplicateStrategyError extends SpearmintError {
  readonly code = 'SPEARMINT_E_DUPLICATE_STRATEGY';

  constructor(name: string, known: readonly string[]) {
    super(
      `The strategy "${name}" is already registered. Known are ${known.join(', ')}. ` +
        'Give yours another name; to replace it in a test use overrideProvider(StrategyRegistry).',
    );
  }
}

/**
 * What was given as a strategy is none, or does not fit its pool.
 *
 * @remedy Pass a registered name, a class that extends `Strategy`, or an instance; name configs that the pool has.
 * @publicApi
 */
export class InvalidStrategyError extends SpearmintError {
  readonly code = 'SPEARMINT_E_INVALID_STRATEGY';

  constructor(subject: string, problem: string, cause?: unknown) {
    super(
      `The strategy of ${subject} ${problem}.`,
      cause === undefined ? {} : { cause },
    );
  }
}
