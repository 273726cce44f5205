/** How long bodies may run in a row before those that have ended are timed, in milliseconds. */
export const BODIES_MS = 0.05;

/** What it takes until an async function that returns a promise has ended, and one to spare. */
const TICKS = 5;

/**
 * Goes on with `work` when the bodies that have ended are known to have: their
 * handlers are in the queue of microtasks, and until they run, what other bodies
 * compute would count as theirs.
 *
 * @internal
 */
export function afterEnds(work: () => void, ticks = TICKS): void {
  queueMicrotask(() => (ticks > 1 ? afterEnds(work, ticks - 1) : work()));
}
