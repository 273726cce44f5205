/**
 * Does what must not fail its caller: closing what a branch leaves behind, or telling
 * a logger of the application's own. What that throws, nobody waits for.
 *
 * @internal
 */
export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // See above.
  }
}
