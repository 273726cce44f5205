/** How long something is waited for. @publicApi */
export interface WaitOptions {
  /**
   * How long to wait, in milliseconds; less than the 5 s that a test has in most
   * runners, so that the error is the one that says what is missing.
   * @default 4000
   */
  timeoutMs?: number;
}

/** @internal */
export const WAIT_MS = 4_000;
