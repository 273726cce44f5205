import type { ConfigPath } from '../../config-path.js';
import { capped } from './capped.js';
import type { ConfigAxis, ConfigNode } from './config-node.interface.js';
import type { SeenItems } from './seen-items.js';

/** A child that is not the same in every config. */
interface Varied {
  readonly key: string | number;
  readonly node: ConfigNode;
  /** How many configs pass until the child moves on: the last one moves fastest. */
  stride: number;
}

/**
 * A mapping or a list: every combination of what its children stand for.
 *
 * @internal
 */
export class ProductNode implements ConfigNode {
  readonly count: bigint;
  readonly size: number;
  readonly isConstant = false;
  private readonly varied: readonly Varied[];
  /** The value that was made last: neighbours of a config share all parts but one. */
  private last: unknown = undefined;
  private lastIndex = -1;
  private lastSample = -1;

  constructor(
    /** The value, with anything in the places of the children that vary. */
    private readonly template: Readonly<Record<string, unknown>> | unknown[],
    children: Iterable<readonly [string | number, ConfigNode]>,
  ) {
    const varied: Varied[] = [];
    for (const [key, node] of children) {
      if (!node.isConstant) varied.push({ key, node, stride: 1 });
    }
    let count = 1n;
    for (const child of varied.toReversed()) {
      child.stride = Number(count);
      count = capped(count * child.node.count);
    }
    this.varied = varied;
    this.count = count;
    this.size = Number(count);
  }

  at(index: number, sample: number): unknown {
    if (index === this.lastIndex && sample === this.lastSample)
      return this.last;
    const value = this.copy();
    for (const child of this.varied) {
      value[child.key] = child.node.at(digit(child, index), sample);
    }
    this.last = Object.freeze(value);
    this.lastIndex = index;
    this.lastSample = sample;
    return this.last;
  }

  private copy(): Record<string | number, unknown> {
    const { template } = this;
    return Array.isArray(template)
      ? (template.slice() as unknown as Record<number, unknown>)
      : { ...template };
  }

  cover(): number[] {
    return [
      0,
      ...this.varied.flatMap(({ node, stride }) =>
        node
          .cover()
          .filter((index) => index > 0)
          .map((index) => index * stride),
      ),
    ];
  }

  mark(index: number, sample: number, seen: SeenItems): boolean {
    return this.varied
      .map((child) => child.node.mark(digit(child, index), sample, seen))
      .includes(true);
  }

  trails(path: ConfigPath, index: number): ConfigPath[] {
    const [key, ...rest] = path;
    const child = this.varied.find((each) => String(each.key) === String(key));
    return child === undefined
      ? [path]
      : child.node
          .trails(rest, digit(child, index))
          .map((trail) => [child.key, ...trail]);
  }

  formula(): string {
    return this.varied
      .map(({ node }) => node.formula())
      .filter((formula) => formula !== '')
      .join(' × ');
  }

  axes(): ConfigAxis[] {
    return this.varied.flatMap(({ node }) => node.axes());
  }

  describe(index: number, sample: number, labels: string[]): void {
    for (const child of this.varied) {
      child.node.describe(digit(child, index), sample, labels);
    }
  }
}

function digit({ node, stride }: Varied, index: number): number {
  return node.size === 1 ? 0 : Math.floor(index / stride) % node.size;
}
