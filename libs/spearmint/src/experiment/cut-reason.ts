import { describeError } from '../branch/describe-error.js';

/**
 * Why a branch whose stream nobody reads is skipped when its call or its context is
 * aborted. How far it came is told here: a skipped branch has no output.
 *
 * @param count how many items there were; none for Node's and the web's streams.
 * @internal
 */
export function cutReason(count: number | undefined, why: unknown): string {
  const items = count === 1 ? 'item' : 'items';
  const after = count === undefined ? '' : ` after ${count} ${items}`;
  return `its stream was cut${after}: ${describeError(why).message}`;
}
