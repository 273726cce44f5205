import { SpearmintClock } from '../branch/clock.js';

/**
 * A clock that moves only when told to.
 *
 * @publicApi
 */
export class ManualClock extends SpearmintClock {
  private time = 0;

  /** @param epoch milliseconds since the epoch at the clock's zero. */
  constructor(private readonly epoch: number = Date.UTC(2026, 0, 1)) {
    super();
  }

  now(): number {
    return this.time;
  }

  offset(): number {
    return this.epoch;
  }

  /** Moves on by so many milliseconds. */
  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}
