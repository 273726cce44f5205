import { resolve } from 'node:path';
import type { SecretValue } from '../value/secret-value.js';
import { WatchedPaths } from '../source/watched-paths.js';
import {
  POOL_DEFAULTS,
  type ConfigPoolOptions,
} from './config-pool.options.js';

/** The options of a pool, with their defaults. @internal */
export interface PoolSettings {
  readonly name: string;
  /** Absolute. */
  readonly baseDir: string;
  readonly watched: WatchedPaths;
  readonly maxConfigs: number;
  readonly maxFileBytes: number;
  readonly mayDropDuplicates: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly set: string;
  /** The secrets that were asked for. */
  readonly resolved: Set<SecretValue>;
  readonly secrets: ((name: string) => string | undefined) | undefined;
}

/** @internal */
export function poolSettings(options: ConfigPoolOptions): PoolSettings {
  return {
    name: options.name ?? POOL_DEFAULTS.name,
    baseDir: resolve(options.baseDir ?? process.cwd()),
    watched: new WatchedPaths(),
    resolved: new Set(),
    maxConfigs: wholeNumber(options.maxConfigs) ?? POOL_DEFAULTS.maxConfigs,
    maxFileBytes: options.maxFileBytes ?? POOL_DEFAULTS.maxFileBytes,
    mayDropDuplicates:
      (options.duplicates ?? POOL_DEFAULTS.duplicates) === 'drop',
    env: options.env ?? process.env,
    overrides: options.overrides ?? {},
    set: options.set ?? '',
    // What is no function is told with the other options.
    secrets:
      typeof options.secrets === 'function' ? options.secrets : undefined,
  };
}

/** More than can be counted is as much as can be counted; what is no number is left out. */
function wholeNumber(value: number | undefined): number | undefined {
  // What is no number is told with the other options.
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  return Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER);
}
