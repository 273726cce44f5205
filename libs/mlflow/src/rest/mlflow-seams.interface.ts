/** What the backend takes from the outside world. @internal */
export interface MlflowSeams {
  readonly fetch: typeof fetch;
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly date: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: (message: string) => void;
  readonly warn: (message: string) => void;
}
