import { CallTimeoutError } from './call-timeout.error.js';
import { timerMs } from './timer-ms.js';

/**
 * Calls a backend, one call at a time. Whatever the call does (throw, return
 * anything, reject with anything, settle late or never) comes out as one promise
 * that settles in time.
 *
 * @internal
 */
export class TimedCaller {
  /** How many calls took too long. */
  timeouts = 0;
  private isCancelled = false;
  private abandon: () => void = () => undefined;

  constructor(private readonly timeoutMs: number) {}

  async call<T>(run: () => T | PromiseLike<T>): Promise<T> {
    if (this.isCancelled) throw new CallTimeoutError(0);
    const result = run();
    // A backend that answers at once costs no timer.
    return isThenable(result) ? this.inTime(result) : result;
  }

  /** Waits no longer for the call that is under way, and makes no other. */
  cancel(): void {
    this.isCancelled = true;
    this.abandon();
  }

  private inTime<T>(result: PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const expire = (): void => {
        clearTimeout(timer);
        reject(new CallTimeoutError(this.timeoutMs));
      };
      const timer = setTimeout(() => {
        this.timeouts++;
        expire();
      }, timerMs(this.timeoutMs));
      timer.unref();
      this.abandon = expire;
      // Settling twice has no effect: what comes late is ignored.
      void adopt(result)
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }
}

async function adopt<T>(result: PromiseLike<T>): Promise<T> {
  return await result;
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
