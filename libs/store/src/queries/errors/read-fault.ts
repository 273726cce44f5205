import type { OptionIssue } from '../../options/option-issues.js';

/**
 * Why a query came to no end, as plain data: the thread of the queries has nothing of
 * Nest, so that it starts quickly; the caller's thread makes the error of it.
 *
 * @internal
 */
export type ReadFault =
  | { readonly kind: 'missing' }
  | { readonly kind: 'version' | 'file' | 'read'; readonly reason: string }
  | { readonly kind: 'query'; readonly problem: OptionIssue };

/** A fault where it is found. @internal */
export class QueryFault extends Error {
  constructor(readonly fault: ReadFault) {
    super(fault.kind);
  }
}
