import type { SqlDriverName } from '../../database/driver/sql-connection.interface.js';
import type { ReadFault } from '../errors/read-fault.js';
import type { DatabasePlace } from '../sql/database-file.js';
import type { QueryName } from '../sql/store-queries.js';

/** What the thread of the queries is started with. @internal */
export interface ReaderTask {
  readonly file: DatabasePlace;
  readonly driver: SqlDriverName;
}

/** @internal */
export interface QueryRequest {
  readonly id: number;
  readonly name: QueryName;
  readonly task: unknown;
}

/** @internal */
export type QueryAnswer =
  | {
      readonly id: number;
      readonly result: unknown;
      readonly fault?: undefined;
    }
  | { readonly id: number; readonly fault: ReadFault };
