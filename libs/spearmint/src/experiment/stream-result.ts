import { finished, type Readable, Stream } from 'node:stream';
import { isObservable } from 'rxjs';
import { followGenerator } from './follow-generator.js';
import { followIterable } from './follow-iterable.js';
import { followObservable } from './follow-observable.js';
import type { BranchFrame } from './call-branches.js';
import type { MethodInvocation } from './method-invocation.js';
import { StreamBranch } from './stream-branch.js';
import { isNativeStream, type StreamResult } from './stream-kinds.js';

/** What a stream ends with when its reader has enough and destroys it: no fault of the branch. */
const READER_LEFT: ReadonlySet<unknown> = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ABORT_ERR',
]);

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
  if (isObservable(stream)) return followObservable(stream, branch);
  return Symbol.asyncIterator in stream
    ? followIterable(stream, branch)
    : followGenerator(stream, branch);
}

function followNative(stream: Readable, branch: StreamBranch): void {
  branch.onCut((reason) => {
    if (stream instanceof Stream) stream.destroy(reason as Error);
    else closeIdle(stream, reason);
  });
  finished(stream, { writable: false }, (error) => {
    if (error == null || READER_LEFT.has(error.code)) branch.succeed(undefined);
    else branch.fail(error);
  });
}

/** A web stream that is being read is its reader's to close. */
function closeIdle(stream: ReadableStream, reason: unknown): void {
  if (!stream.locked) stream.cancel(reason).catch(() => undefined);
}
