import { SpearmintError } from '../errors/spearmint.error.js';

/** What was given as a hook is none, or is used in a way that cannot work. @publicApi */
export class InvalidHookError extends SpearmintError {
  readonly code = 'SPEARMINT_E_INVALID_HOOK';

  constructor(hook: string, problem: string, cause?: unknown) {
    super(`The hook ${hook} ${problem}.`, cause === undefined ? {} : { cause });
  }
}
