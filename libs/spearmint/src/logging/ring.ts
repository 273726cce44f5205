/** The last `limit` items that were pushed. @internal */
export class Ring<T> {
  private items: T[] = [];
  private head = 0;

  constructor(private readonly limit: number) {}

  /** Adds an item and returns the one that had to go for it, if any. */
  push(item: T): T | undefined {
    if (this.items.length < this.limit) {
      this.items.push(item);
      return undefined;
    }
    const oldest = this.items[this.head];
    this.items[this.head] = item;
    this.head = (this.head + 1) % this.limit;
    return oldest;
  }

  /** The items, oldest first. */
  toArray(): T[] {
    return [...this.items.slice(this.head), ...this.items.slice(0, this.head)];
  }

  clear(): void {
    this.items = [];
    this.head = 0;
  }
}
