/** Waits between requests, which `cut` ends. They keep no process alive. @internal */
export class Pauses {
  private readonly waiting = new Set<() => void>();
  private until = 0;
  private isCut = false;

  constructor(private readonly now: () => number) {}

  /** The server wants to be left alone for so long. */
  ask(ms: number): void {
    this.until = Math.max(this.until, this.now() + ms);
  }

  /** Waits as long as the server has asked for; says whether it was possible before `end`. */
  async asked(end: number): Promise<boolean> {
    for (;;) {
      const rest = this.until - this.now();
      if (rest <= 0 || this.isCut) return true;
      if (this.until > end) return false;
      await this.for(rest);
    }
  }

  for(ms: number): Promise<void> {
    if (this.isCut) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, Math.ceil(ms));
      timer.unref();
      this.waiting.add(end);
    });
  }

  /** Ends all waits, and those to come. */
  cut(): void {
    this.isCut = true;
    for (const end of this.waiting) end();
  }
}
