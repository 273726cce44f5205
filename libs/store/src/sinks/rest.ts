import { setTimeout as pause } from 'node:timers/promises';

/** The rests of a loop between two rounds. They do not keep the process alive. @internal */
export class Rest {
  private isAwake = false;
  private isUrgent = false;
  private readonly ends = new Set<AbortController>();
  private polling: AbortController | undefined = undefined;

  /** There is something to do: ends a rest that has had its shortest time. */
  wake(): void {
    this.isAwake = true;
    this.polling?.abort();
  }

  /** Ends the rest, or the next one, at once. */
  urge(): void {
    this.isUrgent = true;
    for (const end of this.ends) end.abort();
  }

  /** Rests so long at least, and until it is woken so long at most, in milliseconds. */
  async take(leastMs: number, mostMs: number): Promise<void> {
    if (!this.isUrgent) await this.pause(leastMs, new AbortController());
    if (!this.isUrgent && !this.isAwake) {
      this.polling = new AbortController();
      await this.pause(mostMs, this.polling);
      this.polling = undefined;
    }
    this.isAwake = false;
    this.isUrgent = false;
  }

  private async pause(ms: number, end: AbortController): Promise<void> {
    this.ends.add(end);
    await pause(ms, undefined, { ref: false, signal: end.signal }).catch(
      () => undefined,
    );
    this.ends.delete(end);
  }
}
