import { BranchTimeoutError } from './branch-timeout.error.js';
import type { BranchFrame, MethodInvocation } from './method-invocation.js';

/**
 * Waits for a foreground branch no longer than its experiment allows and its caller
 * wants. What the method does afterwards is ignored.
 *
 * @internal
 */
export function limited<T>(
  invocation: MethodInvocation<T>,
  frame: BranchFrame<T>,
  result: Promise<T>,
): Promise<T> {
  const { timeoutMs, name } = invocation.resolved;
  const { signal } = invocation;
  return new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const release = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
    const cut = (reason: unknown): void => {
      release();
      frame.abort(reason);
      invocation.failed(frame, reason);
      reject(reason);
    };
    const giveUp = (): void => cut(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (timeoutMs !== undefined) {
      timer = setTimeout(
        () =>
          cut(new BranchTimeoutError(name, frame.branch.configId, timeoutMs)),
        timeoutMs,
      );
    }
    result.then(
      (output) => {
        release();
        resolve(invocation.finished(frame, output));
      },
      (thrown: unknown) => {
        release();
        invocation.failed(frame, thrown);
        reject(thrown);
      },
    );
  });
}
