import type { ConfigPath } from '../../config-path.js';
import { SeenItems } from '../node/seen-items.js';
import type { ConfigSequence } from './config-sequence.interface.js';

/** Some configs of a sequence, in an order of their own. @internal */
export class SelectedSequence implements ConfigSequence {
  constructor(
    private readonly from: ConfigSequence,
    /** Their numbers in the other sequence. */
    private readonly indexes: Float64Array,
  ) {}

  get size(): number {
    return this.indexes.length;
  }

  at(index: number): Readonly<Record<string, unknown>> {
    return this.from.at(this.indexes[index]);
  }

  labelsAt(index: number): string[] {
    return this.from.labelsAt(this.indexes[index]);
  }

  isMade(index: number): boolean {
    return this.from.isMade(this.indexes[index]);
  }

  cover(): number[] {
    const seen = new SeenItems();
    const found: number[] = [];
    for (const [at, index] of this.indexes.entries()) {
      if (this.from.mark(index, seen)) found.push(at);
    }
    return found;
  }

  mark(index: number, seen: SeenItems): boolean {
    return this.from.mark(this.indexes[index], seen);
  }

  trails(path: ConfigPath, index: number): ConfigPath[] {
    return this.from.trails(path, this.indexes[index]);
  }
}
