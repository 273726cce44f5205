import type { HookChain } from '../../hooks/hook-chain.js';
import type { RetryPolicy } from './retry-policy.js';

/** What stands around the branches of an experiment, besides its strategy. @internal */
export interface Wrapping {
  readonly hooks: HookChain | undefined;
  readonly retry: RetryPolicy | undefined;
}
