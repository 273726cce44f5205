import type { FollowedStream } from './followed-stream.interface.js';

type Items = Generator<unknown, unknown, unknown>;
type Step = IteratorResult<unknown, unknown>;

/**
 * The same generator, except that each step runs in the branch's context. The
 * branch ends when the items do, when the caller stops reading, or when a step
 * throws.
 *
 * @internal
 */
export function followGenerator(source: Items, branch: FollowedStream): Items {
  let count = 0;
  let cut: { readonly reason: unknown } | undefined;
  branch.onCut((reason) => (cut = { reason }));
  const step = (move: () => Step): Step => {
    try {
      if (cut !== undefined) {
        branch.within(() => source.return(undefined));
        throw cut.reason;
      }
      const result = branch.within(move);
      if (result.done === true) branch.succeed(count);
      else count++;
      return result;
    } catch (thrown) {
      branch.fail(thrown);
      throw thrown;
    }
  };
  const followed: Items = Object.create(source, {
    next: method((...sent: []) => step(() => source.next(...sent))),
    return: method((value: unknown) => step(() => source.return(value))),
    throw: method((thrown: unknown) => step(() => source.throw(thrown))),
    [Symbol.iterator]: method(() => followed),
  }) as Items;
  return followed;
}

function method(value: (...args: never[]) => unknown): PropertyDescriptor {
  return { configurable: true, writable: true, value };
}
