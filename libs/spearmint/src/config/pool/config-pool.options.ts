import type { ConfigModel } from '../model/config-model.js';

/**
 * How a {@link ConfigPool} is loaded.
 *
 * @publicApi
 */
export interface ConfigPoolOptions<T = unknown> {
  /**
   * A class with class-validator decorators, or any Standard Schema. Every
   * config is checked against it while the pool loads.
   * @default none: configs are not checked
   */
  model?: ConfigModel<T>;
  /**
   * Directory that relative paths start from.
   * @default process.cwd()
   */
  baseDir?: string;
  /**
   * Most configs that the pool may have.
   * @default 10_000
   */
  maxConfigs?: number;
  /**
   * What two equal configs are: a mistake, or one config.
   * @default 'error'
   */
  duplicates?: 'error' | 'drop';
  /**
   * Largest file accepted, in bytes.
   * @default 1_048_576
   */
  maxFileBytes?: number;
  /**
   * Values by path that stand over those of the sources: `{ 'model.temperature': 0 }`.
   * A path that no config has is an error unless it is written `+path`. An operator
   * at the path is replaced.
   * @default none
   */
  overrides?: Readonly<Record<string, unknown>>;
  /**
   * Further overrides, over those, as text: `model.temperature=0; +seed=5`, each
   * value in YAML. `name:path=value` is for the pool of that name, the others for the
   * pool `default`. The module takes it from the environment variable `SPEARMINT_SET`.
   * @default none
   */
  set?: string;
  /**
   * Where `{ $env: NAME }` looks.
   * @default process.env
   */
  env?: Readonly<Record<string, string | undefined>>;
  /**
   * The value of `{ $secret: NAME }`; `undefined` where there is none.
   * @default the environment
   */
  secrets?: (name: string) => string | undefined;
  /**
   * What messages call the pool.
   * @default 'default'
   */
  name?: string;
}

/** @internal */
export const POOL_DEFAULTS = {
  maxConfigs: 10_000,
  duplicates: 'error',
  maxFileBytes: 1_048_576,
  name: 'default',
} as const;
