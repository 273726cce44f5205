import type {
  QueryName,
  QueryResult,
  QueryTask,
} from '../sql/store-queries.js';

/** Runs queries somewhere. @internal */
export interface QueryRunner {
  /** Rejects with a `QueryFault`. */
  run<N extends QueryName>(
    name: N,
    task: QueryTask<N>,
  ): Promise<QueryResult<N>>;
  /** Never rejects; queries that have not ended are given up. */
  close(): Promise<void>;
}
