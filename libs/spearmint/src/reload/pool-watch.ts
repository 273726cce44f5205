import type { WatchedPaths } from '../config/source/watched-paths.js';
import type { DirectoryWatch } from './watch-directories.js';

/** How long it has to be quiet before files are read, in milliseconds. */
const QUIET_MS = 100;
/** After so long they are read, quiet or not, in milliseconds. */
const LONGEST_WAIT_MS = 400;
/** How often they are read again while they are not sound, in milliseconds: not every mend is an event. */
const RETRY_MS = 500;

/** How long sources may take, in milliseconds: a function among them may wait for ever. */
const LONGEST_LOAD_MS = 60_000;

/** What a watch is for. @internal */
export interface WatchedPool {
  /**
   * Reads the sources anew and puts them in force, if they are sound and somebody
   * still waits for them; says where they are. Rejects if they are not sound.
   */
  load(isAwaited: () => boolean): Promise<WatchedPaths | undefined>;
  /** The sources are not sound. */
  failed(problem: unknown): void;
}

/**
 * Loads a pool anew when its files have changed, one load at a time.
 *
 * @internal
 */
export class PoolWatch {
  private directories: DirectoryWatch | undefined;
  private timer: NodeJS.Timeout | undefined;
  private changedSince: number | undefined;
  private loading: Promise<void> | undefined;
  private isStopped = false;

  constructor(private readonly pool: WatchedPool) {}

  /** Begins to listen to directories. */
  attach(directories: DirectoryWatch): void {
    this.directories = directories;
  }

  /** Something has changed. */
  readonly changed = (): void => {
    const now = performance.now();
    this.changedSince ??= now;
    const latest = this.changedSince + LONGEST_WAIT_MS - now;
    this.loadIn(Math.min(QUIET_MS, Math.max(0, latest)));
  };

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.directories?.close();
  }

  private loadIn(ms: number): void {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      // A load that is under way may have read what has changed since: once more, after it.
      const before = this.loading ?? Promise.resolve();
      this.loading = before.then(() => this.load());
    }, ms).unref();
  }

  private async loadInTime(): Promise<WatchedPaths | undefined> {
    let isAwaited = true;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isAwaited = false;
        reject(new Error(`loading took more than ${LONGEST_LOAD_MS} ms`));
      }, LONGEST_LOAD_MS).unref();
    });
    try {
      const loading = this.pool.load(() => isAwaited && !this.isStopped);
      return await Promise.race([loading, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async load(): Promise<void> {
    if (this.isStopped) return;
    this.changedSince = undefined;
    try {
      const paths = await this.loadInTime();
      if (paths !== undefined && !this.isStopped) this.directories?.add(paths);
    } catch (problem) {
      if (this.isStopped) return;
      this.pool.failed(problem);
      if (this.changedSince === undefined) this.loadIn(RETRY_MS);
    }
  }
}
