/** Closes what a branch leaves behind. What that throws is the method's own: its branch has ended. @internal */
export function quietly(close: () => void): void {
  try {
    close();
  } catch {
    // See above.
  }
}
