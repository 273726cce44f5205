import type { ContextFrame } from '../branch/context-frame.js';
import { within } from '../branch/context-storage.js';

/**
 * The same items for the caller, each made in the branch's context. The branch ends
 * when the items do, when the caller stops reading, or when reading fails.
 *
 * @internal
 */
export function followIterable(
  source: AsyncIterable<unknown>,
  frame: ContextFrame,
  succeed: (count: number) => void,
  fail: (thrown: unknown) => void,
): AsyncIterableIterator<unknown, unknown, unknown> {
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<
    unknown,
    unknown,
    unknown
  >;
  let count = 0;
  const step = async (
    move: () => Promise<IteratorResult<unknown, unknown>>,
  ): Promise<IteratorResult<unknown, unknown>> => {
    try {
      const result = await within(frame, move);
      if (result.done === true) succeed(count);
      else count++;
      return result;
    } catch (thrown) {
      fail(thrown);
      throw thrown;
    }
  };
  const follower: AsyncIterableIterator<unknown, unknown, unknown> = {
    next: (value) => step(() => iterator.next(value)),
    return: (value) =>
      step(async () =>
        iterator.return === undefined
          ? { done: true, value: await value }
          : iterator.return(value),
      ),
    throw: (thrown) =>
      step(async () => {
        if (iterator.throw === undefined) throw thrown;
        return iterator.throw(thrown);
      }),
    [Symbol.asyncIterator]: () => follower,
  };
  return follower;
}
