import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import {
  type DatabaseOptions,
  resolveDatabaseOptions,
} from './database-options.js';
import type { DatabaseStats } from './database-stats.interface.js';
import { findDriver } from './driver/find-driver.js';
import { FileShortageError } from './driver/file-shortage.error.js';
import type {
  SqlDriver,
  SqlDriverName,
} from './driver/sql-connection.interface.js';
import { bytesBehind } from '../journal/bytes-behind.js';
import { positionIn } from '../journal/sink-files.js';
import { MissingThreadError } from './missing-thread.error.js';
import { NoSqliteDriverError } from './no-sqlite-driver.error.js';
import { RebuildFailedError } from './rebuild-failed.error.js';
import { StoreBehindError } from './store-behind.error.js';
import { holdFiles } from './worker/journal-hold.js';
import { NO_COUNTS } from './worker/worker-counts.js';
import { WorkerHost } from './worker/worker.host.js';

/** What is replaced in tests. @internal */
export interface DatabaseSeams {
  /** The program of the thread. */
  readonly program: URL;
  readonly warn: (message: string) => void;
  readonly log: (message: string) => void;
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
  private failure: string | undefined = undefined;
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
      log: (message) => logger.log(message),
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
   * @throws NoSqliteDriverError when there is none; FileShortageError while nobody can
   * tell.
   * @internal
   */
  get driver(): SqlDriver {
    return (this.used ??= this.find());
  }

  /** The name of the driver, as far as that can be said without a look for it. @internal */
  get driverName(): SqlDriverName | undefined {
    return this.used?.name ?? this.options.driver;
  }

  /**
   * Starts the thread, which makes the file if there is none. Starting it again does
   * nothing. What can pass, such as a full disk, a folder that is missing or no free
   * files, is said in the log and in `stats()`, and tried again until it has passed.
   *
   * @throws NoSqliteDriverError when no SQLite works here; MissingThreadError when a
   * bundler has left out the program of the thread.
   */
  start(): void {
    if (this.host !== undefined) return;
    this.failure = undefined;
    const program = fileURLToPath(this.seams.program);
    if (!fs.existsSync(program))
      throw this.fail(new MissingThreadError(program));
    this.requireDriver();
    const { folder, file, pollMs, maxAgeMs, maxBytes } = this.options;
    this.host = new WorkerHost(
      { folder, path: file, pollMs, maxAgeMs, maxBytes },
      { ...this.seams, driver: () => this.driver.name },
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
      fault: host === undefined ? this.failure : host.fault?.message,
      behindBytes:
        host?.state === 'waiting'
          ? this.waitingBytes()
          : (host?.behindBytes ?? 0),
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
    const { driver, reasons, shortage } = findDriver(this.options.driver);
    if (driver !== undefined) return driver;
    throw shortage === undefined
      ? new NoSqliteDriverError(reasons)
      : new FileShortageError(shortage);
  }

  /** Where nobody can tell yet whether there is one, the host asks again. */
  private requireDriver(): void {
    try {
      void this.driver;
    } catch (error) {
      if (error instanceof NoSqliteDriverError) throw this.fail(error);
    }
  }

  private fail<E extends Error>(error: E): E {
    this.failure = error.message;
    return error;
  }

  /** The thread that would tell has ended: read from what it has kept. */
  private waitingBytes(): number {
    const { folder, file } = this.options;
    const { cursor } = holdFiles(folder, file);
    return bytesBehind(folder, positionIn(fs, cursor));
  }

  private explain(): string | undefined {
    if (this.host === undefined)
      return this.failure ?? 'It is not started: call start().';
    return this.host.fault?.message;
  }
}
