/** Says each kind of thing once, until all is well again. Never throws. @internal */
export class Notices {
  private readonly said = new Set<string>();

  constructor(private readonly warn: (message: string) => void) {}

  say(kind: string, message: string): void {
    if (this.said.has(kind)) return;
    this.said.add(kind);
    try {
      this.warn(message);
    } catch {
      // The application's logger is broken: there is nobody left to tell.
    }
  }

  /** All is well again: the next time is news. */
  settle(kind: string): void {
    this.said.delete(kind);
  }

  /** The same for everything. @returns whether anything was said. */
  settleAll(): boolean {
    const wasSaid = this.said.size > 0;
    this.said.clear();
    return wasSaid;
  }
}
