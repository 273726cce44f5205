const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/**
 * Says when to try again: soon, then less and less often, at times that differ between
 * processes that failed at once. Does not keep the process alive.
 *
 * @internal
 */
export class RestartTimer {
  private timer: NodeJS.Timeout | undefined = undefined;
  private waitMs = FIRST_MS;

  constructor(private readonly random: () => number = Math.random) {}

  /** @param isHopeless whether there is no point in trying soon. */
  schedule(run: () => void, isHopeless = false): void {
    const longest = isHopeless ? LONGEST_MS : this.waitMs;
    const waitMs = longest * (0.5 + this.random() / 2);
    this.timer = setTimeout(run, waitMs).unref();
    this.waitMs = Math.min(LONGEST_MS, this.waitMs * 2);
  }

  /** All is well: the next time is a first one. */
  reset(): void {
    this.waitMs = FIRST_MS;
  }

  cancel(): void {
    clearTimeout(this.timer);
  }
}
