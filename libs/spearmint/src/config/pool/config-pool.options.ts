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
