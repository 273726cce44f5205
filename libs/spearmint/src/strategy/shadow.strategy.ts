import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ConfigPool } from '../config/index.js';
import type { DirectStrategy } from './direct-strategy.interface.js';
import type {
  BackgroundBranchOptions,
  ExperimentInvocation,
} from './experiment-invocation.interface.js';
import { Strategy } from './strategy.js';

/** Which config answers the caller, and how the others follow. @publicApi */
export interface ShadowStrategyOptions {
  /** The config whose output the caller gets, by index in the pool or by id. @default 0 */
  primary?: number | string;
  /**
   * `with` starts the shadows in the turn of the event loop after the primary has
   * started, so that their synchronous work is never in the caller's way; `after`
   * waits until the primary has ended.
   *
   * @default 'with'
   */
  start?: 'with' | 'after';
  /**
   * Gives every shadow its own copy of the arguments, taken before the primary can
   * change them. Arguments that cannot be cloned make the shadows skip, with the reason.
   *
   * @default the shadows share the caller's arguments
   */
  snapshot?: 'structuredClone';
}

/**
 * One config in the foreground, the others as shadows in the background: the
 * caller gets the primary's outcome as soon as it is there, and nothing of the
 * shadows. A primary that fails is rethrown; its shadows run all the same.
 *
 * @publicApi
 */
export class ShadowStrategy extends Strategy {
  constructor(private readonly options: ShadowStrategyOptions = {}) {
    super();
  }

  run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
    const snapshot = this.snapshotOf(invocation.args);
    const primary = this.choose(invocation);
    const result = invocation.branch(primary);
    this.begun(
      invocation,
      primary,
      this.optionsOf(invocation, result, snapshot),
    );
    return result;
  }

  /** @internal */
  override direct(): DirectStrategy | undefined {
    const { start = 'with', snapshot } = this.options;
    return this.run === ShadowStrategy.prototype.run &&
      start === 'with' &&
      snapshot === undefined
      ? this
      : undefined;
  }

  /** @internal */
  choose({ configs }: ExperimentInvocation): ConfigEntry {
    return this.primaryOf(configs) ?? configs.at(0);
  }

  /** Offers the shadows. @internal */
  begun(
    invocation: ExperimentInvocation,
    primary: ConfigEntry,
    options?: BackgroundBranchOptions,
  ): void {
    const { configs } = invocation;
    for (let index = 0; index < configs.size; index++) {
      const entry = configs.at(index);
      if (entry !== primary) invocation.background(entry, options);
    }
  }

  override validate(pool: ConfigPool): string[] {
    if (this.primaryOf(pool) !== undefined) return [];
    const { primary } = this.options;
    return typeof primary === 'string'
      ? [
          `has the primary "${primary}", which is no config of the pool; known are ${pool.ids().join(', ')}`,
        ]
      : [
          `has the primary index ${primary}, which is out of range for ${pool.size} configs; the first is 0`,
        ];
  }

  override fork(): ShadowStrategy {
    return new ShadowStrategy(this.options);
  }

  private optionsOf(
    invocation: ExperimentInvocation,
    primary: Promise<unknown>,
    args: BackgroundBranchOptions['args'],
  ): BackgroundBranchOptions | undefined {
    const after =
      this.options.start === 'after'
        ? endOfPrimary(invocation, primary)
        : undefined;
    return after === undefined && args === undefined
      ? undefined
      : { after, args };
  }

  private primaryOf(pool: ConfigPool): ConfigEntry | undefined {
    const { primary = 0 } = this.options;
    if (typeof primary === 'string') return pool.byId(primary);
    return Number.isInteger(primary) && primary >= 0 && primary < pool.size
      ? pool.at(primary)
      : undefined;
  }

  /** Clones now, and once more for each shadow, so that none sees another's changes. */
  private snapshotOf(
    args: readonly unknown[],
  ): (() => readonly unknown[]) | undefined {
    if (this.options.snapshot !== 'structuredClone') return undefined;
    try {
      const copy = structuredClone(args);
      return () => structuredClone(copy);
    } catch (thrown) {
      return () => {
        throw thrown;
      };
    }
  }
}

/** Settles when the primary has ended: when its promise has, then its stream if it gave one. */
async function endOfPrimary(
  { container }: ExperimentInvocation,
  primary: Promise<unknown>,
): Promise<void> {
  await Promise.allSettled([primary]);
  for await (const branch of container.stream()) {
    if (branch.role === 'primary') return;
  }
}
