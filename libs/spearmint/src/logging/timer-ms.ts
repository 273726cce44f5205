/** Node takes what is longer for one millisecond. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** `ms` as a time that a timer can be set to. @internal */
export function timerMs(ms: number): number {
  return Math.min(ms, MAX_TIMER_MS);
}
