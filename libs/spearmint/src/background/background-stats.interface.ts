/**
 * What the background supervisor has done since the application started:
 * `offered = completed + timedOut + skipped + running + waiting`.
 *
 * @publicApi
 */
export interface BackgroundStats {
  readonly offered: number;
  readonly completed: number;
  readonly timedOut: number;
  readonly skipped: {
    /** The queue was full. */
    readonly queueFull: number;
    /** The application was shutting down. */
    readonly shutdown: number;
  };
  readonly running: number;
  readonly waiting: number;
  /** Calls whose shadows were left out by the sample rate. */
  readonly notSampled: number;
}
