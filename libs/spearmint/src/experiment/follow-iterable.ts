import { discard } from './discard.js';
import type { FollowedStream } from './followed-stream.interface.js';

type Items = AsyncIterable<unknown> & Partial<AsyncIterator<unknown>>;
type Step = IteratorResult<unknown, unknown>;

/** Missing from Node 20's types. */
const DISPOSE = (Symbol as { asyncDispose?: symbol }).asyncDispose;

/**
 * The same iterable or iterator, except that each item is made in the branch's
 * context. The branch ends when the items do, when the caller stops reading, or
 * when reading fails.
 *
 * @internal
 */
export function followIterable<I extends Items>(
  source: I,
  branch: FollowedStream,
): I {
  let count = 0;
  let forget = (): void => undefined;
  const step = async (move: () => unknown): Promise<Step> => {
    try {
      const result = await untilCut(branch, branch.within(move));
      if (result.done === true) {
        forget();
        branch.succeed(count);
      } else count++;
      return result;
    } catch (thrown) {
      forget();
      branch.fail(thrown);
      throw thrown;
    }
  };
  const stop = (value?: unknown): Promise<Step> => {
    branch.left?.();
    return step(() => source.return?.(value) ?? { done: true, value });
  };
  const moves = new Map<PropertyKey, unknown>();
  if (typeof source.next === 'function') {
    // A reader that is told that reading failed does not close what it read.
    forget = branch.onCut(() => branch.within(() => discard(source)));
    moves.set('next', (...sent: []) => step(() => source.next?.(...sent)));
    moves.set('return', stop);
    if (DISPOSE !== undefined && DISPOSE in source) moves.set(DISPOSE, stop);
  }
  if (typeof source.throw === 'function') {
    moves.set('throw', (thrown: unknown) => step(() => source.throw?.(thrown)));
  }
  const followed: I = new Proxy(source, {
    get: (target, key) => moves.get(key) ?? ownOf(target, key),
  });
  moves.set(Symbol.asyncIterator, () => {
    try {
      const items = branch.within(() => source[Symbol.asyncIterator]());
      return (items as unknown) === source
        ? followed
        : followIterable(items as Items, branch);
    } catch (thrown) {
      branch.fail(thrown);
      throw thrown;
    }
  });
  return followed;
}

/** What is not ours belongs to the source, private fields and all. */
function ownOf(target: object, key: PropertyKey): unknown {
  const value = Reflect.get(target, key) as unknown;
  const isFixed =
    Object.getOwnPropertyDescriptor(target, key)?.configurable === false;
  return typeof value === 'function' && !isFixed
    ? (value.bind(target) as unknown)
    : value;
}

function untilCut(branch: FollowedStream, item: unknown): Promise<Step> {
  return new Promise((resolve, reject) => {
    const forget = branch.onCut(reject);
    Promise.resolve(item as Step).then(
      (result) => {
        forget();
        resolve(result);
      },
      (thrown: unknown) => {
        forget();
        reject(thrown);
      },
    );
  });
}
