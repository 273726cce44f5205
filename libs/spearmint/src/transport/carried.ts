import type { ContextFrame } from '../branch/context-frame.js';
import { within } from '../branch/context-storage.js';
import { followIterable } from '../experiment/follow-iterable.js';
import type { FollowedStream } from '../experiment/followed-stream.interface.js';
import { isNativeStream, isStream } from '../experiment/stream-kinds.js';

/**
 * What a handler gave, as it is, except that the items of an async iterable, such as
 * a GraphQL subscription's, are made in the handler's context. Observables are
 * subscribed in it anyway, and Node's streams are their reader's.
 *
 * @internal
 */
export function carried(output: unknown, frame: ContextFrame): unknown {
  if (!isStream(output) || isNativeStream(output)) return output;
  return Symbol.asyncIterator in output
    ? followIterable(output, new CarriedStream(frame))
    : output;
}

/** A stream that ends no branch. */
class CarriedStream implements FollowedStream {
  constructor(private readonly frame: ContextFrame) {}

  within<R>(work: () => R): R {
    return within(this.frame, work);
  }

  /** Nobody reads any more: what the next item waits for need not go on. */
  left(): void {
    this.frame.abort(new DOMException('The receiver has left.', 'AbortError'));
  }

  succeed(): void {}

  fail(): void {}

  onCut(): () => void {
    return () => undefined;
  }
}
