import { formatPath, type ConfigPath } from '../../config-path.js';
import type { SeenItems } from '../node/seen-items.js';
import type { ConfigSequence } from './config-sequence.interface.js';

/** The configs of an item of `$add`. @internal */
export class AddedSequence implements ConfigSequence {
  readonly size: number;

  constructor(
    private readonly from: ConfigSequence,
    /** Where the item was written. */
    private readonly place: ConfigPath,
  ) {
    this.size = from.size;
  }

  at(index: number): Readonly<Record<string, unknown>> {
    return this.from.at(index);
  }

  labelsAt(index: number): string[] {
    return [formatPath(this.place), ...this.from.labelsAt(index)];
  }

  isMade(index: number): boolean {
    return this.from.isMade(index);
  }

  cover(): number[] {
    return this.from.cover();
  }

  mark(index: number, seen: SeenItems): boolean {
    return this.from.mark(index, seen);
  }

  trails(path: ConfigPath, index: number): ConfigPath[] {
    const below = this.from.trails(path, index);
    // What the item says nothing of is that of the base.
    return [...below.map((trail) => [...this.place, ...trail]), ...below];
  }
}
