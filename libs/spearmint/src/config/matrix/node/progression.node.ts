import { formatPath, type ConfigPath } from '../../config-path.js';
import { capped } from './capped.js';
import type { ConfigAxis, ConfigNode } from './config-node.interface.js';
import { labelOf } from './label-of.js';
import type { SeenItems } from './seen-items.js';

/** Up to here the numbers are computed once. */
const MAX_KEPT = 10_000;
/** How many numbers of an axis are looked at ahead of their first use. */
const MAX_COVER = 1_000;

/** Evenly spaced numbers. @internal */
export class ProgressionNode implements ConfigNode {
  readonly count: bigint;
  readonly size: number;
  readonly isConstant = false;
  /** Made with the first number that is asked for: most are counted before. */
  private kept: number[] | undefined;

  constructor(
    private readonly path: ConfigPath,
    count: bigint,
    private readonly valueAt: (index: number) => number,
  ) {
    this.count = capped(count);
    this.size = Number(this.count);
  }

  at(index: number): number {
    if (this.size > MAX_KEPT) return this.valueAt(index);
    this.kept ??= Array.from({ length: this.size }, (_, at) =>
      this.valueAt(at),
    );
    return this.kept[index];
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
