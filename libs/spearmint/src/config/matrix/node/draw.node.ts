import type { ConfigPath } from '../../config-path.js';
import type { ConfigAxis, ConfigNode } from './config-node.interface.js';
import { labelOf } from './label-of.js';
import type { SeenItems } from './seen-items.js';

/** How many samples are looked at ahead of their first use. */
const MAX_COVER = 1_000;

/** A value drawn for each sample, the same for every combination of the others. @internal */
export class DrawNode implements ConfigNode {
  readonly count = 1n;
  readonly size = 1;
  readonly isConstant = false;
  private sample = -1;
  private value: unknown = undefined;

  constructor(
    private readonly path: ConfigPath,
    private readonly draw: (sample: number) => unknown,
  ) {}

  at(_index: number, sample: number): unknown {
    if (sample !== this.sample) {
      this.value = this.draw(sample);
      this.sample = sample;
    }
    return this.value;
  }

  cover(): number[] {
    return [0];
  }

  mark(_index: number, sample: number, seen: SeenItems): boolean {
    return sample < MAX_COVER && seen.add(this, sample);
  }

  trails(path: ConfigPath): ConfigPath[] {
    return [path];
  }

  formula(): string {
    return '';
  }

  axes(): ConfigAxis[] {
    return [];
  }

  describe(_index: number, sample: number, labels: string[]): void {
    labels.push(labelOf(this.path, this.at(0, sample), sample));
  }
}
