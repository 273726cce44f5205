import { Stream } from 'node:stream';
import { isObservable, type Observable, Subject, takeUntil } from 'rxjs';
import { onAbort } from '../branch/on-abort.js';
import type { BranchFrame } from './call-branches.js';
import { cutReason } from './cut-reason.js';
import { discard } from './discard.js';
import { isNativeStream, type StreamResult } from './stream-kinds.js';

/** A generator's steps come at once. */
type Items = AsyncIterator<unknown> | Generator<unknown, unknown, unknown>;

/** How long items may come without a pause before others have a turn, in milliseconds. */
const SLICE_MS = 2;

/** How far the reading of a stream has come, and whether it was ended from outside. */
interface Tally {
  count: number;
  isCut: boolean;
}

/**
 * Reads a stream that nobody else reads to its end, in the branch's context, or
 * until the branch has ended for another reason. What its signal ends before is
 * skipped.
 *
 * @returns the number of items; none for Node's streams, as in the foreground.
 * @internal
 */
export async function countOf<T>(
  stream: StreamResult,
  frame: BranchFrame<T>,
): Promise<number | undefined> {
  const tally = { count: 0, isCut: false };
  await read(stream, frame, tally);
  const count = isNativeStream(stream) ? undefined : tally.count;
  // Where the call's own limits have cut it, the branch has failed already.
  if (tally.isCut)
    frame.scope.skipped(frame, cutReason(count, frame.signal.reason));
  return count;
}

async function read<T>(
  stream: StreamResult,
  frame: BranchFrame<T>,
  tally: Tally,
): Promise<void> {
  if (frame.branch.isFinal || frame.signal.aborted) {
    discard(stream);
    tally.isCut = true;
  } else if (isObservable(stream)) await readObservable(stream, frame, tally);
  else await readItems(stream, frame, tally);
}

async function readItems<T>(
  stream: Exclude<StreamResult, Observable<unknown>>,
  frame: BranchFrame<T>,
  tally: Tally,
): Promise<void> {
  const { signal } = frame;
  const iterator = frame.scope.within(frame, () => iteratorOf(stream));
  let release!: () => void;
  // A source that is idle would keep its reader waiting.
  const aborted = new Promise<void>((resolve) => {
    release = onAbort(signal, () => {
      if (stream instanceof Stream) discard(stream);
      else void close(iterator, frame);
      resolve();
    });
  });
  try {
    await Promise.race([aborted, countItems(iterator, frame, tally)]);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    release();
  }
  tally.isCut = signal.aborted;
}

function iteratorOf(stream: Exclude<StreamResult, Observable<unknown>>): Items {
  if (stream instanceof ReadableStream) return readerOf(stream);
  return Symbol.asyncIterator in stream
    ? stream[Symbol.asyncIterator]()
    : stream;
}

/** Its own iterator closes it only when the item has come that was asked for last. */
function readerOf(stream: ReadableStream<unknown>): Items {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async (value: unknown) => {
      await reader.cancel();
      return { done: true, value };
    },
  };
}

async function countItems<T>(
  iterator: Items,
  frame: BranchFrame<T>,
  tally: Tally,
): Promise<void> {
  let since = performance.now();
  while (!(await frame.scope.within(frame, () => iterator.next())).done) {
    tally.count++;
    if (frame.branch.isFinal) return close(iterator, frame);
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise(setImmediate);
    since = performance.now();
  }
}

/** What closing says is the method's own: its branch has ended. */
async function close<T>(iterator: Items, frame: BranchFrame<T>): Promise<void> {
  try {
    await frame.scope.within(frame, () => iterator.return?.(undefined));
  } catch {
    // See above.
  }
}

function readObservable<T>(
  source: Observable<unknown>,
  frame: BranchFrame<T>,
  tally: Tally,
): Promise<void> {
  const { signal } = frame;
  return new Promise<void>((resolve, reject) => {
    // Not by a subscription: a source may abort its branch before there is one.
    const left = new Subject<void>();
    const release = onAbort(signal, () => left.next());
    const ended = (): void => {
      release();
      tally.isCut = signal.aborted;
      resolve();
    };
    frame.scope.within(frame, () =>
      source.pipe(takeUntil(left)).subscribe({
        next: () => tally.count++,
        error: (error: unknown) => {
          if (signal.aborted) return ended();
          release();
          reject(error);
        },
        complete: ended,
      }),
    );
  });
}
