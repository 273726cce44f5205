import { parentPort, workerData } from 'node:worker_threads';
import { findDriver } from './driver/find-driver.js';
import { DatabaseFollower } from './worker/database.follower.js';
import type {
  WorkerMessage,
  WorkerRequest,
  WorkerTask,
} from './worker/worker-messages.js';

/*
 * The thread that writes the database. It imports nothing of Nest, so that it starts
 * quickly and takes little memory.
 */
const task = workerData as WorkerTask;
const { driver, reasons } = findDriver(task.driver);
// The application's thread has found it, so that this is a fault of the moment.
if (driver === undefined) throw new Error(reasons.join('; '));

const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);
const follower = new DatabaseFollower(task, driver, {
  warn: (message) => tell({ type: 'warn', message }),
  report: (report) => tell({ type: 'report', report }),
});

parentPort?.on('message', (request: WorkerRequest) => {
  switch (request.type) {
    case 'catch-up':
      return follower.catchUp(() =>
        tell({ type: 'done', id: request.id, branches: 0 }),
      );
    case 'rebuild':
      return follower.startRebuild({
        done: (branches) => tell({ type: 'done', id: request.id, branches }),
        fail: (message) => tell({ type: 'failed', id: request.id, message }),
      });
    default:
      return follower.stop(request.deadlineMs);
  }
});

const fault = await follower.run();
if (fault !== undefined) tell({ type: 'fault', fault });
parentPort?.close();
