/**
 * Where branches take their time from. Replace it in tests with a clock that
 * only moves when told to.
 *
 * @publicApi
 */
export abstract class SpearmintClock {
  /** Milliseconds on a monotonic scale, for durations. */
  abstract now(): number;

  /** What to add to {@link now} to get milliseconds since the epoch. */
  abstract offset(): number;
}

/** How far the wall clock may run from the monotonic one before it is followed. */
const DRIFT_MS = 5;

/** @internal */
export class SystemClock extends SpearmintClock {
  now(): number {
    return performance.now();
  }

  /** The time origin, unless the wall clock has been set since the process started. */
  offset(): number {
    const drift = Date.now() - performance.now() - performance.timeOrigin;
    return Math.abs(drift) > DRIFT_MS
      ? performance.timeOrigin + drift
      : performance.timeOrigin;
  }
}
