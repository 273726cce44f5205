import type { ConfigPath } from './config-path.js';

/**
 * A place in a file; both numbers start at 1.
 *
 * @publicApi
 */
export interface FilePosition {
  readonly line: number;
  readonly column: number;
  /** Absolute path of the file, where it is not the origin's own. */
  readonly file?: string;
  /** How many segments of the path lead there; all of them unless given. */
  readonly depth?: number;
}

/**
 * Where a document or a config came from.
 *
 * @publicApi
 */
export interface Origin {
  /** For people: `configs/a.yaml[1]`, `configs[0]`. */
  readonly origin: string;
  /** Absolute path of the file, if it was one. */
  readonly file?: string;
  /** Where a path of the value stands in the file; the nearest parent for a missing one. */
  locate?(path: ConfigPath): FilePosition | undefined;
}
