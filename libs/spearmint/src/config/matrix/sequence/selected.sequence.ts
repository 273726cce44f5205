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

  cover(): number[] {
    const wanted = new Set(this.from.cover());
    const found: number[] = [];
    for (const [at, index] of this.indexes.entries()) {
      if (wanted.has(index)) found.push(at);
    }
    return found;
  }
}
