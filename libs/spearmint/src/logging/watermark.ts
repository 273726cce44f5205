interface Waiter {
  readonly level: number;
  readonly resolve: () => void;
}

/** Counts what goes into a queue and what comes out, and tells who waits for it. @internal */
export class Watermark {
  private entered = 0;
  private left = 0;
  private waiters: Waiter[] = [];

  enter(count: number): void {
    this.entered += count;
  }

  leave(count: number): void {
    this.left += count;
    const ready = this.waiters.filter(({ level }) => level <= this.left);
    this.waiters = this.waiters.filter(({ level }) => level > this.left);
    for (const { resolve } of ready) resolve();
  }

  /** Resolves when all that has entered until now has left. */
  reached(): Promise<void> {
    const level = this.entered;
    if (level <= this.left) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ level, resolve }));
  }
}
