import type { ConfigPath } from '../../config-path.js';
import type { ConfigNode } from '../node/config-node.interface.js';
import type { SeenItems } from '../node/seen-items.js';
import type { ConfigSequence } from './config-sequence.interface.js';

/** So many configs are looked at ahead of their first use, where samples multiply them. */
const MAX_COVER = 1_000;

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

  isMade(): boolean {
    return this.size > 1;
  }

  /** What is drawn may be of another shape in each sample. */
  cover(): number[] {
    const { samples } = this;
    const shown = this.node.cover();
    const most = Math.max(1, Math.floor(MAX_COVER / shown.length));
    const count = Math.min(samples, most);
    return shown.flatMap((index) =>
      Array.from(
        { length: count },
        (_, at) => index * samples + Math.floor((at * samples) / count),
      ),
    );
  }

  mark(index: number, seen: SeenItems): boolean {
    const { samples } = this;
    return this.node.mark(Math.floor(index / samples), index % samples, seen);
  }

  trails(path: ConfigPath, index: number): ConfigPath[] {
    return this.node.trails(path, Math.floor(index / this.samples));
  }
}
