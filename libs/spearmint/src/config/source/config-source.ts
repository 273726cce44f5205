import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import type { Origin } from '../origin.interface.js';

/**
 * What a source may know while it loads.
 *
 * @publicApi
 */
export interface ConfigSourceContext {
  /** Absolute directory that relative paths start from. */
  readonly baseDir: string;
  /** Largest file accepted, in bytes. */
  readonly maxFileBytes: number;
  /** Most configs that the pool may have. */
  readonly maxConfigs: number;
  /** Tells a problem and lets the rest load, so that all problems are seen at once. */
  report(issue: ConfigIssue): void;
  /** Files whose changes would change what the source gives, for pools that are watched. */
  readonly watched?: WatchList;
  /** True the first time it is asked about a file: no file is loaded twice into a pool. */
  claim(realPath: string): boolean;
}

/** Where a source says which files it reads. @publicApi */
export interface WatchList {
  /** A directory with all that is below it. */
  directory(path: string): void;
  /** @param realPath where its links lead to; `undefined` while it is not there: its directory will tell */
  file(path: string, realPath: string | undefined): void;
}

/**
 * One document that a source found: a mapping is one configuration, a list of
 * mappings is several.
 *
 * @publicApi
 */
export interface ConfigDocument extends Origin {
  readonly value: unknown;
  /** What its configs are checked against in a pool without a model. */
  readonly model?: ConfigModel;
}

/**
 * Where configurations come from. Extend it to read them from a database, a
 * bucket or a service; pass an instance among the `configs`.
 *
 * @publicApi
 */
export abstract class ConfigSource {
  /** The documents in their order. What it throws is reported as a problem of this source. */
  abstract load(
    context: ConfigSourceContext,
  ): ConfigDocument[] | Promise<ConfigDocument[]>;
}
