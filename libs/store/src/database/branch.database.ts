import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import {
  type DatabaseOptions,
  resolveDatabaseOptions,
} from './database-options.js';
import type { DatabaseStats } from './database-stats.interface.js';
import { findDriver } from './driver/find-driver.js';
import type { SqlDriver } from './driver/sql-connection.interface.js';
import { MissingThreadError } from './missing-thread.error.js';
import { NoSqliteDriverError } from './no-sqlite-driver.error.js';
import { RebuildFailedError } from './rebuild-failed.error.js';
import { StoreBehindError } from './store-behind.error.js';
import { NO_COUNTS } from './worker/worker-counts.js';
import { WorkerHost } from './worker/worker.host.js';

/** What is replaced in tests. @internal */
export interface DatabaseSeams {
  /** The program of the thread. */
  readonly program: URL;
  readonly warn: (message: string) => void;
}

const DEADLINE_MS = 5_000;
const REBUILD_MS = 3_600_000;

/**
 * Keeps a SQLite database up to date with the journals of a folder, in a thread of its
 * own that reads them itself: nothing passes through the application's thread. The
 * columns are described in the reference of the store's schema.
 *
 * ```ts
 * const database = new BranchDatabase({ folder: 'data/branches' });
 * database.start();
 * ```
 *
 * A branch is in it once, however often its journal is read. When the thread or the
 * process is killed, the next one goes on where the last transaction ended. Of several
 * processes that share a folder one writes, the others stand by.
 *
 * @publicApi
 */
export class BranchDatabase {
  private readonly options: DatabaseOptions;
  private readonly seams: DatabaseSeams;
  private used: SqlDriver | undefined = undefined;
  private host: WorkerHost | undefined = undefined;

  /** @throws InvalidDatabaseOptionError for a value that makes no sense. */
  constructor(options: Partial<DatabaseOptions> & { folder: string });
  /** With the thread's program and the log replaced for tests. @internal */
  constructor(
    options: Partial<DatabaseOptions> & { folder: string },
    seams: Partial<DatabaseSeams>,
  );
  constructor(
    options: Partial<DatabaseOptions> & { folder: string },
    seams: Partial<DatabaseSeams> = {},
  ) {
    this.options = resolveDatabaseOptions(options);
    const logger = new Logger('SpearmintStore');
    this.seams = {
      program: new URL('./store.worker.js', import.meta.url),
      warn: (message) => logger.warn(message),
      ...seams,
    };
  }

  /** The file. */
  get path(): string {
    return this.options.file;
  }

  /**
   * The driver that the thread uses: a process must not open the file with two of them.
   *
   * @throws NoSqliteDriverError when there is none.
   * @internal
   */
  get driver(): SqlDriver {
    return (this.used ??= this.find());
  }

  /**
   * Starts the thread, which makes the file if there is none. Starting it again does
   * nothing.
   *
   * @throws NoSqliteDriverError when no SQLite works here; MissingThreadError when a
   * bundler has left out the program of the thread.
   */
  start(): void {
    if (this.host !== undefined) return;
    const program = fileURLToPath(this.seams.program);
    if (!existsSync(program)) throw new MissingThreadError(program);
    const { folder, file, pollMs, maxAgeMs, maxBytes } = this.options;
    this.host = new WorkerHost(
      {
        folder,
        path: file,
        driver: this.driver.name,
        pollMs,
        maxAgeMs,
        maxBytes,
      },
      this.seams.program,
      this.seams.warn,
    );
    this.host.start();
  }

  /**
   * Waits until everything is in the database that was recorded before the call.
   *
   * @param deadlineMs how long at most, in milliseconds.
   * @throws StoreBehindError when it is not, in that time.
   */
  async caughtUp(deadlineMs = DEADLINE_MS): Promise<void> {
    const answer = await this.host?.ask('catch-up', deadlineMs);
    if (answer?.type !== 'done')
      throw new StoreBehindError(this.path, deadlineMs, this.explain());
  }

  /**
   * Makes the database anew from the journals, and puts it in the place of the old one
   * when it is complete. It holds what the journals still hold.
   *
   * @param deadlineMs how long to wait for it at most, in milliseconds.
   * @returns how many branches are in it.
   * @throws RebuildFailedError when it was not made; the old one is in use then.
   */
  async rebuild(deadlineMs = REBUILD_MS): Promise<number> {
    const answer = await this.host?.ask('rebuild', deadlineMs);
    if (answer?.type === 'done') return answer.branches;
    throw new RebuildFailedError(
      this.path,
      answer?.type === 'failed'
        ? answer.message
        : (this.explain() ??
            `It has not ended within ${deadlineMs} ms, and may end later.`),
    );
  }

  /** How it is doing; a quarter of a second old at most. */
  stats(): DatabaseStats {
    const { host } = this;
    return {
      ...(host?.counts ?? NO_COUNTS),
      state: host?.state ?? 'stopped',
      driver: this.used?.name,
      fault: host?.fault?.message,
      behindBytes: host?.behindBytes ?? 0,
      restarts: host?.restarts ?? 0,
    };
  }

  /**
   * Writes what is in the journals now, as far as the time is enough, and ends the
   * thread. What is left is written after the next start. Never rejects.
   *
   * @param deadlineMs how long it may take, in milliseconds.
   */
  async stop(deadlineMs = DEADLINE_MS): Promise<void> {
    const { host } = this;
    this.host = undefined;
    await host?.stop(deadlineMs);
  }

  private find(): SqlDriver {
    const { driver, reasons } = findDriver(this.options.driver);
    if (driver === undefined) throw new NoSqliteDriverError(reasons);
    return driver;
  }

  private explain(): string | undefined {
    if (this.host === undefined) return 'It is not started: call start().';
    return this.host.fault?.message;
  }
}
