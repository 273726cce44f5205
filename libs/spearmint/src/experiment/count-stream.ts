import { Stream } from 'node:stream';
import { isObservable, type Observable, Subject, takeUntil } from 'rxjs';
import { onAbort } from '../branch/on-abort.js';
import type { BranchFrame } from './call-branches.js';
import { discard } from './discard.js';
import { isNativeStream, type StreamResult } from './stream-kinds.js';

/** A generator's steps come at once. */
type Items = AsyncIterator<unknown> | Generator<unknown, unknown, unknown>;

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
  if (frame.branch.isFinal || frame.signal.aborted) {
    discard(stream);
    return undefined;
  }
  if (isObservable(stream)) return countObservable(stream, frame);
  const iterator = frame.scope.within(frame, () => iteratorOf(stream));
  // A source that is idle would keep its reader waiting.
  const release = onAbort(frame.signal, () => {
    if (stream instanceof Stream) discard(stream);
    else void close(iterator, frame);
  });
  try {
    const count = await countItems(iterator, frame);
    return isNativeStream(stream) ? undefined : count;
  } finally {
    release();
  }
}

function iteratorOf(stream: Exclude<StreamResult, Observable<unknown>>): Items {
  return Symbol.asyncIterator in stream
    ? stream[Symbol.asyncIterator]()
    : stream;
}

async function countItems<T>(
  iterator: Items,
  frame: BranchFrame<T>,
): Promise<number> {
  let count = 0;
  let since = performance.now();
  while (!(await frame.scope.within(frame, () => iterator.next())).done) {
    count++;
    if (frame.branch.isFinal) {
      await close(iterator, frame);
      break;
    }
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise(setImmediate);
    since = performance.now();
  }
  return count;
}

/** What closing says is the method's own: its branch has ended. */
async function close<T>(iterator: Items, frame: BranchFrame<T>): Promise<void> {
  try {
    await frame.scope.within(frame, () => iterator.return?.(undefined));
  } catch {
    // See above.
  }
}

function countObservable<T>(
  source: Observable<unknown>,
  frame: BranchFrame<T>,
): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    let count = 0;
    // Not by a subscription: a source may abort its branch before there is one.
    const left = new Subject<void>();
    const release = onAbort(frame.signal, () => left.next());
    frame.scope.within(frame, () =>
      source.pipe(takeUntil(left)).subscribe({
        next: () => count++,
        error: (error: unknown) => {
          release();
          reject(error);
        },
        complete: () => {
          release();
          resolve(count);
        },
      }),
    );
  });
}
