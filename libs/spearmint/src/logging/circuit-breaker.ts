import type { BreakerState } from './recorder-stats.interface.js';

/** Leaves a backend alone for a while after it failed several times in a row. @internal */
export class CircuitBreaker {
  private current: BreakerState = 'closed';
  private failures = 0;
  private openUntil = 0;

  constructor(
    private readonly threshold: number,
    private readonly openMs: number,
    private readonly now: () => number,
  ) {}

  get state(): BreakerState {
    return this.current;
  }

  /** How long the backend is still left alone, once the breaker is open. */
  get remainingMs(): number {
    return Math.max(0, this.openUntil - this.now());
  }

  succeeded(): void {
    this.current = 'closed';
    this.failures = 0;
  }

  failed(): void {
    this.failures++;
    if (this.current === 'half-open' || this.failures >= this.threshold) {
      this.trip();
    }
  }

  trip(): void {
    this.current = 'open';
    this.openUntil = this.now() + this.openMs;
  }

  /** Lets one batch through on trial. */
  probe(): void {
    this.current = 'half-open';
  }
}
