import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * What was given as a hook is none, cannot be made, has options that make no sense, names
 * an experiment that does not exist, or calls `next()` twice.
 *
 * @remedy Give a singleton with at least one of the methods of `ExperimentHook`; name experiments that exist.
 * @publicApi
 */
export class InvalidHookError extends SpearmintError {
  readonly code = 'SPEARMINT_E_INVALID_HOOK';

  constructor(hook: string, problem: string, cause?: unknown) {
    super(`The hook ${hook} ${problem}.`, cause === undefined ? {} : { cause });
  }
}
