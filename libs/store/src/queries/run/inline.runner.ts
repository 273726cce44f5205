import type { SqlDriver } from '../../database/driver/sql-connection.interface.js';
import { faultOf } from '../errors/fault-of.js';
import { QueryFault } from '../errors/read-fault.js';
import { DatabaseFile, type DatabasePlace } from '../sql/database-file.js';
import {
  type QueryName,
  type QueryResult,
  type QueryTask,
  StoreQueries,
} from '../sql/store-queries.js';
import { answer } from './answer.js';
import type { QueryRunner } from './query-runner.interface.js';

/** Runs queries where they are asked for; nothing else runs there meanwhile. @internal */
export class InlineRunner implements QueryRunner {
  private readonly file: DatabaseFile;
  private readonly queries: StoreQueries;

  constructor(driver: SqlDriver, place: DatabasePlace) {
    this.file = new DatabaseFile(driver, place);
    this.queries = new StoreQueries(this.file);
  }

  async run<N extends QueryName>(
    name: N,
    task: QueryTask<N>,
  ): Promise<QueryResult<N>> {
    try {
      return answer(this.queries, name, task);
    } catch (error) {
      throw new QueryFault(faultOf(error));
    }
  }

  async close(): Promise<void> {
    this.file.close();
  }
}
