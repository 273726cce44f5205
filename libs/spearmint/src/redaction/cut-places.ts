const MAX_TOLD = 20;
const NOTHING: readonly string[] = Object.freeze([]);

/** Where a value is not whole: `output.items.3`. @internal */
export class CutPlaces {
  /** How many there are. */
  count = 0;
  private told: string[] | undefined = undefined;
  private readonly trail: string[] = [];

  /** @param nameOf a key as it may be shown. */
  constructor(private readonly nameOf: (key: string) => string) {}

  /** The first of them. */
  get list(): readonly string[] {
    return this.told ?? NOTHING;
  }

  enter(key: string): void {
    this.trail.push(key);
  }

  leave(): void {
    this.trail.pop();
  }

  add(key: string): void {
    this.count++;
    this.told ??= [];
    if (this.told.length >= MAX_TOLD) return;
    const keys = [...this.trail, key].filter((part) => part !== '');
    this.told.push(keys.map((part) => this.nameOf(part)).join('.'));
  }

  clear(): void {
    this.count = 0;
    this.told = undefined;
  }
}
