import { formatPath, type ConfigPath } from '../../config-path.js';
import type { ConfigAxis, ConfigNode } from './config-node.interface.js';
import { labelOf } from './label-of.js';
import type { SeenItems } from './seen-items.js';

/** Up to here the numbers are computed once. */
const MAX_KEPT = 10_000;
/** How many numbers of an axis are looked at ahead of their first use. */
const MAX_COVER = 1_000;

/** Evenly spaced numbers. @internal */
export class ProgressionNode implements ConfigNode {
  readonly size: number;
  readonly isConstant = false;
  private readonly kept: number[] | undefined;

  constructor(
    private readonly path: ConfigPath,
    readonly count: bigint,
    private readonly valueAt: (index: number) => number,
  ) {
    this.size = Number(count);
    this.kept =
      this.size <= MAX_KEPT
        ? Array.from({ length: this.size }, (_, index) => valueAt(index))
        : undefined;
  }

  at(index: number): number {
    return this.kept === undefined ? this.valueAt(index) : this.kept[index];
  }

  cover(): number[] {
    const length = Math.min(this.size, MAX_COVER);
    const step = length === 1 ? 0 : (this.size - 1) / (length - 1);
    return Array.from({ length }, (_, at) => Math.round(at * step));
  }

  mark(index: number, _sample: number, seen: SeenItems): boolean {
    const share = Math.min(1, MAX_COVER / this.size);
    return seen.add(this, Math.floor(index * share));
  }

  trails(path: ConfigPath): ConfigPath[] {
    return [path];
  }

  formula(): string {
    return `${formatPath(this.path)} ${this.count}`;
  }

  axes(): ConfigAxis[] {
    return [{ path: formatPath(this.path), size: this.size }];
  }

  describe(index: number, _sample: number, labels: string[]): void {
    labels.push(labelOf(this.path, this.at(index), index));
  }
}
