/**
 * `closed`: batches go out. `open`: after repeated failures the backend is left
 * alone, records wait. `half-open`: one batch is on trial.
 *
 * @publicApi
 */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** Records that a backend did not get, by reason. @publicApi */
export interface BackendDrops {
  /** Its queue was full: it takes records slower than they are made. */
  readonly queueFull: number;
  /** All attempts failed. */
  readonly failed: number;
  /** Its queue was full, or the application closed, while the breaker was open. */
  readonly breakerOpen: number;
  /** The application closed before they were delivered. */
  readonly closed: number;
}

/** Why a backend did not get a branch. @internal */
export type DropReason = keyof BackendDrops;

/**
 * The account of one backend, in records. At any time
 * `accepted = recorded + pending + the sum of dropped`.
 *
 * @publicApi
 */
export interface BackendStats {
  /** The backend's class, with a number where there are several of it. */
  readonly name: string;
  /** Meant for this backend. */
  readonly accepted: number;
  /** Taken by this backend. */
  readonly recorded: number;
  readonly dropped: BackendDrops;
  /** Waiting or under way. */
  readonly pending: number;
  /** Attempts after a first one. */
  readonly retries: number;
  /** Calls that took longer than `callTimeoutMs`. */
  readonly timeouts: number;
  readonly breaker: BreakerState;
}

/** What became of the branches that were given to the recorder. @publicApi */
export interface RecorderStats {
  /** Accepted, and not yet made into records for the backends. */
  readonly queued: number;
  /** Taken over from experiments. */
  readonly accepted: number;
  /** Branches that never got to any backend. */
  readonly dropped: {
    /** The recorder's own queue was full. */
    readonly queueFull: number;
    /** They came after `close()`, or no backend was there by then. */
    readonly closed: number;
  };
  /** Values that were masked in records, as a whole or in part. A config counts once. */
  readonly masked: number;
  /** Values in records that were cut to `capture.maxBytes`. */
  readonly truncated: number;
  readonly backends: readonly BackendStats[];
}
