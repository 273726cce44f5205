import type { ModuleRef } from '@nestjs/core';
import {
  ConfigPool,
  type ConfigSourceInput,
  SpearmintConfigError,
} from '../config/index.js';
import { DEFAULT_POOL } from '../config-pool.token.js';
import type { SpearmintError } from '../errors/spearmint.error.js';
import type {
  FeatureOptions,
  SpearmintOptions,
} from '../spearmint-options.interface.js';
import { errorFor } from './boot-problems.js';
import { featureProblems } from './feature-problems.js';
import { madeSources } from './made-sources.js';
import { sharedPoolOptions } from './pool-options.js';

/**
 * A pool and what goes with it. What is wrong with it is kept until the whole
 * application has been looked at, so that a boot tells everything at once.
 *
 * @internal
 */
export class FeaturePool {
  private constructor(
    readonly options: FeatureOptions,
    readonly pool: ConfigPool | undefined,
    readonly error: SpearmintError | undefined,
    /** Loads the pool again, as its sources are now. */
    readonly reload: () => Promise<ConfigPool>,
  ) {}

  get name(): string {
    return this.options.name;
  }

  static async load(
    feature: FeatureOptions,
    root: SpearmintOptions,
    moduleRef: Pick<ModuleRef, 'create'>,
  ): Promise<FeaturePool> {
    const shared = sharedPoolOptions(root);
    let configs: ConfigSourceInput[] | undefined;
    const reload = async (): Promise<ConfigPool> => {
      configs ??= await madeSources(feature.configs, moduleRef);
      return ConfigPool.from(configs, {
        name: feature.name,
        model: feature.model,
        ...shared,
        baseDir: feature.baseDir ?? shared.baseDir,
        maxConfigs: feature.maxConfigs ?? shared.maxConfigs,
        duplicates: feature.duplicates,
        overrides: feature.overrides,
      });
    };
    const problem = problemIn(feature);
    if (problem !== undefined)
      return new FeaturePool(feature, undefined, problem, reload);
    const mayBeEmpty =
      feature.name === DEFAULT_POOL || root.emptyPool === 'passthrough';
    if (feature.configs.length === 0 && mayBeEmpty)
      return new FeaturePool(feature, undefined, undefined, reload);
    try {
      return new FeaturePool(feature, await reload(), undefined, reload);
    } catch (error) {
      if (!(error instanceof SpearmintConfigError)) throw error;
      return new FeaturePool(feature, undefined, error, reload);
    }
  }
}

/** The module's own pool is checked with the module's options. */
function problemIn(feature: FeatureOptions): SpearmintError | undefined {
  return feature.name === DEFAULT_POOL
    ? undefined
    : errorFor(featureProblems(feature));
}
