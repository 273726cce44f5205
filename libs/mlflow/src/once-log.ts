/** Says each kind of thing once, until it is well again. Never throws. @internal */
export class OnceLog {
  private readonly said = new Set<string>();

  constructor(private readonly write: (message: string) => void) {}

  say(kind: string, message: string): void {
    if (this.said.has(kind)) return;
    this.said.add(kind);
    try {
      this.write(message);
    } catch {
      // The application's logger is broken: there is nobody left to tell.
    }
  }

  settle(kind: string): void {
    this.said.delete(kind);
  }
}
