import { finished, type Readable, Stream } from 'node:stream';
import { isObservable, Observable } from 'rxjs';
import { within } from '../branch/context-storage.js';
import type { ContextFrame } from '../branch/context-frame.js';
import { followIterable } from './follow-iterable.js';
import type { BranchFrame, MethodInvocation } from './method-invocation.js';

type StreamResult = Observable<unknown> | AsyncIterable<unknown>;

/** Whether a result goes on after it has been returned. Never throws. @internal */
export function isStream(value: unknown): value is StreamResult {
  if (typeof value !== 'object' || value === null || value instanceof Promise) {
    return false;
  }
  try {
    return Symbol.asyncIterator in value || isObservable(value);
  } catch {
    return false;
  }
}

/**
 * Hands a stream to the caller and ends the branch when the stream ends, with the
 * number of items as its output (none for Node's streams, which are handed out
 * untouched).
 *
 * @internal
 */
export function followStream<T>(
  invocation: MethodInvocation<T>,
  frame: BranchFrame<T>,
  stream: StreamResult,
): StreamResult {
  const succeed = (count: number | undefined): void =>
    invocation.succeeded(frame, count as T);
  const fail = (thrown: unknown): void => invocation.failed(frame, thrown);
  if (isObservable(stream)) {
    return followObservable(stream, frame, succeed, fail);
  }
  if (stream instanceof Stream) {
    finished(stream as Readable, (error) =>
      error == null ? succeed(undefined) : fail(error),
    );
    return stream;
  }
  return followIterable(stream, frame, succeed, fail);
}

/** Each subscription runs in the branch's context; the first one to end ends the branch. */
function followObservable(
  source: Observable<unknown>,
  frame: ContextFrame,
  succeed: (count: number) => void,
  fail: (thrown: unknown) => void,
): Observable<unknown> {
  return new Observable((subscriber) => {
    let count = 0;
    const subscription = within(frame, () =>
      source.subscribe({
        next: (item) => {
          count++;
          subscriber.next(item);
        },
        error: (thrown: unknown) => {
          fail(thrown);
          subscriber.error(thrown);
        },
        complete: () => {
          succeed(count);
          subscriber.complete();
        },
      }),
    );
    return () => {
      subscription.unsubscribe();
      succeed(count);
    };
  });
}

/** Reads a stream that nobody else reads to its end, in the branch's context. @internal */
export async function countOf(
  stream: StreamResult,
  frame: ContextFrame,
): Promise<number> {
  let count = 0;
  if (isObservable(stream)) {
    return new Promise((resolve, reject) => {
      within(frame, () =>
        stream.subscribe({
          next: () => count++,
          error: reject,
          complete: () => resolve(count),
        }),
      );
    });
  }
  const iterator = stream[Symbol.asyncIterator]();
  while (!(await within(frame, () => iterator.next())).done) count++;
  return count;
}
