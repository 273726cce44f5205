import { parentPort, workerData } from 'node:worker_threads';
import { findDriver } from '../../database/driver/find-driver.js';
import { faultOf } from '../errors/fault-of.js';
import { DatabaseFile } from '../sql/database-file.js';
import { StoreQueries } from '../sql/store-queries.js';
import { answer } from './answer.js';
import type {
  QueryAnswer,
  QueryRequest,
  ReaderTask,
} from './query-messages.js';

/*
 * The thread of the queries. It imports nothing of Nest, so that it starts quickly and
 * takes little memory.
 */
const { file, driver: name } = workerData as ReaderTask;
const { driver, reasons } = findDriver(name);
// The application's thread has found it, so that this is a fault of the moment.
if (driver === undefined) throw new Error(reasons.join('; '));
const queries = new StoreQueries(new DatabaseFile(driver, file));

parentPort?.on('message', (request: QueryRequest) => {
  parentPort?.postMessage(answerTo(request));
});

function answerTo({ id, name: query, task }: QueryRequest): QueryAnswer {
  try {
    return { id, result: answer(queries, query, task as never) };
  } catch (error) {
    return { id, fault: faultOf(error) };
  }
}
