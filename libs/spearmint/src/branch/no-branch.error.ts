import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * Something that lives in a branch, such as the config of `branchConfig()`, was asked for outside of one.
 *
 * @remedy Make the class a provider of an application that imports `SpearmintModule`, and call the decorated method. In a unit test pass the config as an argument, or use `runInBranch(config, fn)`.
 * @publicApi
 */
export class NoBranchError extends SpearmintError {
  readonly code = 'SPEARMINT_E_NO_BRANCH';

  constructor(what: string) {
    super(
      `${what} was read outside of a branch. ` +
        'It has a value only inside a method decorated with @Experiment() whose class comes from an application that imports SpearmintModule. ' +
        'In a unit test pass the config as an argument, or wrap the call in runInBranch(config, fn) of nestjs-spearmint/testing.',
    );
  }
}
