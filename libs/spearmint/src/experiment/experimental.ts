import type { StrategyInput } from '../strategy/strategy-input.type.js';
import { interceptorOf } from './experiment.host.js';
import { NoApplicationError } from './no-application.error.js';
import type { Experimental, RunOptions } from './run.types.js';

/**
 * The service with the same methods, each of which gives its branches beside what it
 * resolves with; `runner.of(service)` for code that has no runner at hand.
 *
 * ```ts
 * const { output, branches } = await experimental(search).rank('alien');
 * ```
 *
 * Methods that are no experiments reject.
 *
 * @param service an instance that an application with `SpearmintModule` made.
 * @param options for every call.
 * @throws NoApplicationError for any other instance.
 * @publicApi
 */
export function experimental<S extends object, X extends StrategyInput = never>(
  service: S,
  options: RunOptions<X> = {},
): Experimental<S, X> {
  const runner = interceptorOf(service)?.runner;
  if (runner === undefined) {
    throw new NoApplicationError(service.constructor.name);
  }
  return runner.of(service, options);
}
