import { isObservable, type Observable } from 'rxjs';
import { within } from '../branch/context-storage.js';
import type { BranchFrame } from './call-branches.js';
import { isNativeStream, type StreamResult } from './stream-result.js';

/** How long items may come without a pause before others have a turn, in milliseconds. */
const SLICE_MS = 2;

/**
 * Reads a stream that nobody else reads to its end, in the branch's context, or
 * until the branch has ended for another reason.
 *
 * @returns the number of items; none for Node's streams, as in the foreground.
 * @internal
 */
export async function countOf<T>(
  stream: StreamResult,
  frame: BranchFrame<T>,
): Promise<number | undefined> {
  if (isObservable(stream)) return countObservable(stream, frame);
  const iterator = within(frame, () => stream[Symbol.asyncIterator]());
  let count = 0;
  let since = performance.now();
  while (!(await within(frame, () => iterator.next())).done) {
    count++;
    if (frame.branch.isFinal) {
      await within(frame, () => iterator.return?.());
      break;
    }
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise(setImmediate);
    since = performance.now();
  }
  return isNativeStream(stream) ? undefined : count;
}

function countObservable<T>(
  source: Observable<unknown>,
  frame: BranchFrame<T>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0;
    const subscription = within(frame, () =>
      source.subscribe({
        next: () => count++,
        error: reject,
        complete: () => resolve(count),
      }),
    );
    frame.signal.addEventListener('abort', () => {
      subscription.unsubscribe();
      resolve(count);
    });
  });
}
