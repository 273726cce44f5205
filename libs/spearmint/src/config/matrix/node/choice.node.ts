import { formatPath, type ConfigPath } from '../../config-path.js';
import { capped } from './capped.js';
import type { ConfigAxis, ConfigNode } from './config-node.interface.js';
import { ConstantNode } from './constant.node.js';
import { labelOf } from './label-of.js';
import type { SeenItems } from './seen-items.js';

/** More items are counted together. */
const MAX_TERMS = 8;

/** An item of `$variants`. @internal */
export interface VariantName {
  /** For people. */
  readonly name: string;
  /** Its key or its number below `$variants`. */
  readonly key: string | number;
}

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
    /** What the items are called, if they are variants. */
    private readonly variants?: readonly VariantName[],
  ) {
    let count = 0n;
    for (const item of items) {
      this.starts.push(Number(count));
      count = capped(count + item.count);
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

  mark(index: number, sample: number, seen: SeenItems): boolean {
    const at = this.itemOf(index);
    const isNew = seen.add(this, at);
    return this.items[at].mark(index - this.starts[at], sample, seen) || isNew;
  }

  trails(path: ConfigPath, index: number): ConfigPath[] {
    const at = this.itemOf(index);
    const below = this.items[at].trails(path, index - this.starts[at]);
    const [operator, key] =
      this.variants === undefined
        ? ['$grid', at]
        : ['$variants', this.variants[at].key];
    const inItem = below.map((trail) => [operator, key, ...trail]);
    // What a variant says nothing of stands beside it.
    return this.variants === undefined ? inItem : [...inItem, ...below];
  }

  formula(): string {
    const { items } = this;
    const own = this.variants === undefined ? '$grid' : '$variants';
    const name = formatPath(this.path) || own;
    if (items.length > MAX_TERMS || items.every(({ count }) => count === 1n))
      return `${name} ${this.count}`;
    return `${name} (${items.map(({ count }) => count).join(' + ')})`;
  }

  axes(): ConfigAxis[] {
    const own = { path: formatPath(this.path), size: this.items.length };
    return [own, ...this.items.flatMap((item) => item.axes())];
  }

  describe(index: number, sample: number, labels: string[]): void {
    const at = this.itemOf(index);
    const item = this.items[at];
    if (this.variants !== undefined) labels.push(this.variantLabel(at));
    else if (item instanceof ConstantNode)
      labels.push(labelOf(this.path, item.value, at));
    else labels.push(`${formatPath(this.path)}=#${at}`);
    item.describe(index - this.starts[at], sample, labels);
  }

  private variantLabel(at: number): string {
    const name = this.variants?.[at].name ?? '';
    return this.path.length === 0 ? name : `${formatPath(this.path)}=${name}`;
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
