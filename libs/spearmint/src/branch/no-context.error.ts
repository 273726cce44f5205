import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * The branches of a request were asked for where there is no request.
 *
 * @remedy Keep the middleware on for HTTP, put `BranchContextInterceptor` on gateways, resolvers and microservices, open a context with `BranchContext.run()` elsewhere, or keep `branches.snapshot()` for later.
 * @publicApi
 */
export class NoContextError extends SpearmintError {
  readonly code = 'SPEARMINT_E_NO_CONTEXT';

  constructor(what: string) {
    super(
      `${what} was used outside of a request or context, where there is nothing to show. ` +
        'Keep the middleware of SpearmintModule on for HTTP, put @UseInterceptors(BranchContextInterceptor) on gateways, resolvers and microservices, open a context with BranchContext.run() elsewhere, or return branches.snapshot().',
    );
  }
}
