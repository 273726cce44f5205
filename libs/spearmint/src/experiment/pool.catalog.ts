import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ConfigPool } from '../config/index.js';
import { getConfigPoolToken } from '../config-pool.token.js';
import type { SpearmintError } from '../errors/spearmint.error.js';
import type { StrategyInput } from '../strategy/strategy-input.type.js';
import { problemsIn } from './boot-problems.js';
import { DuplicatePoolError } from './experiment.errors.js';
import { FeaturePool } from './feature-pool.js';

/** A pool that experiments may name. @internal */
export interface KnownPool {
  /** `undefined` where a test has replaced the pool. */
  readonly feature: FeaturePool | undefined;
  /** `undefined` for the module's own pool when it has no configs. */
  readonly pool: ConfigPool | undefined;
  /** The same for calls: one that is watched changes, and what a call sees of it must not. */
  readonly forCalls: ConfigPool | undefined;
  readonly strategy: StrategyInput | undefined;
  /** Why the pool could not be made. */
  readonly error: SpearmintError | undefined;
}

/** The pools of one application by name, as injection gives them. @internal */
@Injectable()
export class PoolCatalog {
  private readonly known = new Map<string, KnownPool>();
  private readonly seen = new Set<FeaturePool>();

  constructor(private readonly discovery: DiscoveryService) {}

  get(name: string): KnownPool | undefined {
    return this.known.get(name);
  }

  names(): string[] {
    return [...this.known.keys()];
  }

  /** Of those that could have configs, sound or not. */
  namesWithConfigs(): string[] {
    return this.names().filter((name) => {
      const known = this.known.get(name);
      return known?.pool !== undefined || known?.error !== undefined;
    });
  }

  /** Pools whose sources are watched. */
  watched(): { feature: FeaturePool; pool: ConfigPool }[] {
    return [...this.known.values()].flatMap(({ feature, pool }) =>
      feature?.options.watch === true && pool !== undefined
        ? [{ feature, pool }]
        : [],
    );
  }

  /** Collects the pools that are new; gives what is wrong with them. */
  load(): SpearmintError[] {
    const problems: SpearmintError[] = [];
    for (const wrapper of this.discovery.getProviders()) {
      const feature: unknown = wrapper.isNotMetatype
        ? wrapper.instance
        : undefined;
      if (!(feature instanceof FeaturePool) || this.seen.has(feature)) continue;
      this.seen.add(feature);
      if (this.known.has(feature.name)) {
        problems.push(new DuplicatePoolError(feature.name));
        continue;
      }
      const pool = this.injected(feature.name);
      const replaced = pool !== feature.pool;
      if (!replaced && feature.error !== undefined)
        problems.push(...problemsIn(feature.error));
      this.known.set(feature.name, {
        feature: replaced ? undefined : feature,
        pool,
        get forCalls() {
          return pool !== undefined && feature.options.watch === true
            ? ConfigPool.current(pool)
            : pool;
        },
        strategy: feature.options.strategy,
        error: replaced ? undefined : feature.error,
      });
    }
    return problems;
  }

  /** What the pool's token gives, which a test may have replaced. */
  private injected(name: string): ConfigPool | undefined {
    const token = getConfigPoolToken(name);
    // Not by ModuleRef, which does not see modules that were loaded late.
    return this.discovery
      .getProviders()
      .find((wrapper) => wrapper.token === token)?.instance as
      ConfigPool | undefined;
  }
}
