import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * `branchesOf()` got the method's own result: the call did not fan out, or was not awaited.
 *
 * @remedy Await the call, and run it under `multi-branch`. For the branches of a call under any strategy use `runner.run(service, method, args)` or `experimental(service)`.
 * @publicApi
 */
export class NotBranchesError extends SpearmintError {
  readonly code = 'SPEARMINT_E_NOT_BRANCHES';

  constructor(found: string) {
    super(
      `branchesOf() got ${found} instead of a BranchContainer. ` +
        (found === 'a promise'
          ? 'Await the call first: branchesOf(await service.method()).'
          : 'A call gives one where it runs under the strategy "multi-branch" (or one of your own that fans out) in an application that imports SpearmintModule, its experiments are enabled, and the caller passes no config. ' +
            'For the branches of a call under any strategy use runner.run(service, method, args) or experimental(service).'),
    );
  }
}
