import { timerMs } from './timer-ms.js';

/**
 * A point in time that several waits share. Keeps the process alive until it has
 * passed or is cleared, so that what is waited for gets its time.
 *
 * @internal
 */
export class Deadline {
  /** Resolves with `false` when the time is up. */
  private readonly end: Promise<false>;
  private timer: NodeJS.Timeout | undefined = undefined;
  private over = false;

  constructor(ms: number) {
    this.end = new Promise((resolve) => {
      const expire = (): void => {
        this.over = true;
        resolve(false);
      };
      if (ms > 0) this.timer = setTimeout(expire, timerMs(ms));
      else expire();
    });
  }

  get isPassed(): boolean {
    return this.over;
  }

  /** Whether `work` was done in time. Never rejects when `work` does not. */
  allows(work: Promise<unknown>): Promise<boolean> {
    return Promise.race([work.then(() => true), this.end]);
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}
