/** How often, and how soon, a branch's method runs again when it fails. @publicApi */
export interface RetryOptions {
  /** How often the method runs at most, the first time included: from 1 to 100. @default 3 */
  attempts?: number;
  /** How many milliseconds to wait before the second attempt. @default 100 */
  backoffMs?: number;
  /** What the wait grows by with each further attempt. @default 2 */
  factor?: number;
  /** The longest wait, in milliseconds. @default 10_000 */
  maxBackoffMs?: number;
  /** The share of each wait that is random, from 0 to 1, so that many callers do not come back at once. @default 1 */
  jitter?: number;
  /**
   * Whether to try again after this error.
   *
   * @param attempt how many attempts there have been.
   * @default always
   */
  retryIf?: (error: unknown, attempt: number) => boolean;
}

/** @internal */
export const RETRY_DEFAULTS = {
  attempts: 3,
  backoffMs: 100,
  factor: 2,
  maxBackoffMs: 10_000,
  jitter: 1,
  retryIf: (): boolean => true,
} satisfies Required<RetryOptions>;
