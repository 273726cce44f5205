import { onAbort } from '../branch/on-abort.js';
import { timerMs } from '../logging/timer-ms.js';
import { BranchTimeoutError } from './branch-timeout.error.js';
import type { BranchFrame } from './call-branches.js';
import { discard } from './discard.js';
import type { MethodInvocation } from './method-invocation.js';

/**
 * Tells `cut` why, and aborts a foreground branch, when it takes longer than its
 * experiment allows, or when its caller no longer waits.
 *
 * @returns ends the watch.
 * @internal
 */
export function watchLimits<T>(
  invocation: MethodInvocation<T>,
  frame: BranchFrame<T>,
  cut: (reason: unknown) => void,
): () => void {
  const { timeoutMs = Infinity, name } = invocation.resolved;
  const { signal } = invocation;
  let timer: NodeJS.Timeout | undefined;
  let forget: (() => void) | undefined;
  const release = (): void => {
    clearTimeout(timer);
    forget?.();
  };
  const end = (reason: unknown): void => {
    release();
    // First, as what listens to the signal may end the branch in another way at once.
    cut(reason);
    frame.abort(reason);
  };
  const giveUp = (): void => end(signal?.reason);
  if (signal?.aborted === true) {
    giveUp();
    return release;
  }
  if (signal !== undefined) forget = onAbort(signal, giveUp);
  if (timeoutMs < Infinity) {
    timer = setTimeout(
      () => end(new BranchTimeoutError(name, frame.branch.configId, timeoutMs)),
      timerMs(timeoutMs),
    );
  }
  return release;
}

/**
 * A result, waited for no longer than {@link watchLimits} allows. What the method
 * does afterwards is ignored.
 *
 * @internal
 */
export function limited<T, R>(
  invocation: MethodInvocation<T>,
  frame: BranchFrame<T>,
  result: Promise<R>,
): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    let isCut = false;
    const release = watchLimits(invocation, frame, (reason) => {
      isCut = true;
      invocation.failed(frame, reason);
      reject(reason);
    });
    result.then(
      (output) => {
        release();
        if (isCut) discard(output);
        resolve(output);
      },
      (thrown: unknown) => {
        release();
        reject(thrown);
      },
    );
  });
}
