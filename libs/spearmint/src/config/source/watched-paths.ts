import { dirname } from 'node:path';
import type { WatchList } from './config-source.js';

/** The directories that a pool was read from, to be watched for changes. @internal */
export class WatchedPaths implements WatchList {
  /** Looked at with all that is below them. */
  readonly deep = new Set<string>();
  /** Looked at by themselves: files are replaced by renaming others, and links by other links. */
  readonly shallow = new Set<string>();

  directory(path: string): void {
    this.deep.add(path);
  }

  file(path: string, realPath: string | undefined): void {
    this.shallow.add(dirname(path));
    if (realPath !== undefined && realPath !== path)
      this.shallow.add(dirname(realPath));
  }
}
