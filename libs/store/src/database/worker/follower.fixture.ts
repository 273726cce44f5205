import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterwards, tempFolder } from '../../journal/journal.fixture.js';
import { theDriver } from '../driver/driver.fixture.js';
import type { SqlDriver } from '../driver/sql-connection.interface.js';
import { openToRead } from '../open-database.js';
import { rowsOf } from '../database.fixture.js';
import { DatabaseFollower } from './database.follower.js';
import type {
  WorkerFault,
  WorkerReport,
  WorkerTask,
} from './worker-messages.js';

/** Followers in this thread, one after the other where one ends; stopped after the test. */
export function follow(
  task: Partial<WorkerTask> = {},
  driver: SqlDriver = theDriver(),
) {
  const folder = task.folder ?? tempFolder();
  const path = task.path ?? join(folder, 'branches.db');
  const said: string[] = [];
  const told: WorkerReport[] = [];
  const faults: WorkerFault[] = [];
  const waiting = new Set<() => void>();
  let isStopping = false;
  const next = (): DatabaseFollower =>
    new DatabaseFollower(
      {
        folder,
        path,
        driver: driver.name,
        pollMs: 5,
        maxAgeMs: 1e15,
        maxBytes: 1e15,
        ...task,
      },
      driver,
      {
        warn: (message) => said.push(message),
        report: (report) => told.push(report),
      },
    );
  let follower = next();
  const run = async (): Promise<void> => {
    for (;;) {
      const fault = await follower.run();
      if (fault !== undefined) faults.push(fault);
      if (isStopping) return;
      // The next thread would come after a while too.
      await turn();
      follower = next();
      for (const done of waiting) follower.catchUp(done);
    }
  };
  const ended = run();
  const stop = async (deadlineMs = 5_000): Promise<void> => {
    isStopping = true;
    follower.stop(deadlineMs);
    await ended;
  };
  afterwards(() => stop(0));
  return {
    folder,
    path,
    said,
    faults,
    stop,
    caughtUp: () =>
      new Promise<void>((resolve) => {
        const done = (): void => {
          waiting.delete(done);
          resolve();
        };
        waiting.add(done);
        follower.catchUp(done);
      }),
    rebuilt: () =>
      new Promise<number>((done, reject) =>
        follower.startRebuild({
          done,
          fail: (message) => reject(new Error(message)),
        }),
      ),
    report: () => told.at(-1),
    counts: () => told.at(-1)?.counts,
    rows: (sql: string) => read(driver, path, sql),
    ids: () =>
      read(driver, path, 'SELECT id FROM branch ORDER BY key').map(
        ({ id }) => id,
      ),
  };
}

function read(driver: SqlDriver, path: string, sql: string) {
  const connection = openToRead(driver, path);
  try {
    return rowsOf(connection, sql);
  } finally {
    connection.close();
  }
}
