/** What the recorder takes from the outside world. @internal */
export interface RecorderSeams {
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Where losses are said, with fields for logs of JSON. */
  readonly warn: (
    message: string,
    fields: Readonly<Record<string, unknown>>,
  ) => void;
}
