import { formatPath, type ConfigPath } from '../../config-path.js';
import type { ConfigAxis, ConfigNode } from './config-node.interface.js';
import { ConstantNode } from './constant.node.js';
import { labelOf } from './label-of.js';

/**
 * One of several items after the other, each of which may stand for many values:
 * so a parameter can depend on the item that it is written in.
 *
 * @internal
 */
export class ChoiceNode implements ConfigNode {
  readonly count: bigint;
  readonly size: number;
  readonly isConstant = false;
  /** The number of each item's first value. */
  private readonly starts: number[] = [];

  constructor(
    private readonly path: ConfigPath,
    private readonly items: readonly ConfigNode[],
    /** What the items are called, where they have names. */
    private readonly names?: readonly string[],
  ) {
    let count = 0n;
    for (const item of items) {
      this.starts.push(Number(count));
      count += item.count;
    }
    this.count = count;
    this.size = Number(count);
  }

  at(index: number, sample: number): unknown {
    const item = this.itemOf(index);
    return this.items[item].at(index - this.starts[item], sample);
  }

  cover(): number[] {
    return this.items.flatMap((item, at) =>
      item.cover().map((index) => this.starts[at] + index),
    );
  }

  axes(): ConfigAxis[] {
    const own = { path: formatPath(this.path), size: this.items.length };
    return [own, ...this.items.flatMap((item) => item.axes())];
  }

  describe(index: number, sample: number, labels: string[]): void {
    const at = this.itemOf(index);
    const item = this.items[at];
    if (this.names !== undefined) labels.push(this.names[at]);
    else if (item instanceof ConstantNode)
      labels.push(labelOf(this.path, item.value, at));
    else labels.push(`${formatPath(this.path)}=#${at}`);
    item.describe(index - this.starts[at], sample, labels);
  }

  private itemOf(index: number): number {
    const { starts } = this;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle] <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
