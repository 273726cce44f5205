import type { ConfigNode } from '../node/config-node.interface.js';
import type { ConfigSequence } from './config-sequence.interface.js';

/** Every value of a node, in every sample; samples move fastest. @internal */
export class GridSequence implements ConfigSequence {
  readonly size: number;

  constructor(
    private readonly node: ConfigNode,
    private readonly samples: number,
  ) {
    this.size = node.size * samples;
  }

  at(index: number): Readonly<Record<string, unknown>> {
    const { samples } = this;
    const value =
      samples === 1
        ? this.node.at(index, 0)
        : this.node.at(Math.floor(index / samples), index % samples);
    return value as Readonly<Record<string, unknown>>;
  }

  labelsAt(index: number): string[] {
    const { samples } = this;
    const labels: string[] = [];
    this.node.describe(Math.floor(index / samples), index % samples, labels);
    return labels;
  }

  cover(): number[] {
    return this.node.cover().map((index) => index * this.samples);
  }
}
