import { finished, type Readable, Stream } from 'node:stream';
import { isObservable, type Observable } from 'rxjs';
import { followIterable } from './follow-iterable.js';
import { followObservable } from './follow-observable.js';
import type { BranchFrame } from './call-branches.js';
import type { MethodInvocation } from './method-invocation.js';
import { StreamBranch } from './stream-branch.js';

/** What a stream ends with when its reader has enough and destroys it: no fault of the branch. */
const READER_LEFT: ReadonlySet<unknown> = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ABORT_ERR',
]);

/** @internal */
export type StreamResult = Observable<unknown> | AsyncIterable<unknown>;

/** Whether a result goes on after it has been returned; what can be awaited does not. Never throws. @internal */
export function isStream(value: unknown): value is StreamResult {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return (
      !(value instanceof Promise) &&
      (Symbol.asyncIterator in value || isObservable(value)) &&
      typeof (value as { then?: unknown }).then !== 'function'
    );
  } catch {
    // A proxy, a getter: what cannot be looked at is handed on as it is.
    return false;
  }
}

/** Node's streams, and those of the web: their readers know them by more than their methods. @internal */
export function isNativeStream(value: unknown): value is Readable {
  return value instanceof Stream || value instanceof ReadableStream;
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
  const branch = new StreamBranch(invocation, frame);
  if (isNativeStream(stream)) {
    followNative(stream, branch);
    return stream;
  }
  return isObservable(stream)
    ? followObservable(stream, branch)
    : followIterable(stream, branch);
}

function followNative(stream: Readable, branch: StreamBranch): void {
  branch.onCut((reason) => {
    if (stream instanceof Stream) stream.destroy(reason as Error);
  });
  finished(stream, { writable: false }, (error) => {
    if (error == null || READER_LEFT.has(error.code)) branch.succeed(undefined);
    else branch.fail(error);
  });
}
