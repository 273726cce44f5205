import { freezeTop } from '../../value/deep-freeze.js';
import type { ConfigPath } from '../../config-path.js';
import type { ConfigAxis, ConfigNode } from './config-node.interface.js';

/** A part that is the same in every config. @internal */
export class ConstantNode implements ConfigNode {
  readonly count = 1n;
  readonly size = 1;
  readonly isConstant = true;

  /** @param value whose parts are frozen already. */
  constructor(readonly value: unknown) {
    freezeTop(value);
  }

  at(): unknown {
    return this.value;
  }

  cover(): number[] {
    return [0];
  }

  mark(): boolean {
    return false;
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

  describe(): void {
    // Nothing varies.
  }
}
