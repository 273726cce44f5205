import type {
  QueryName,
  QueryResult,
  QueryTask,
  StoreQueries,
} from '../sql/store-queries.js';

/** The query of a name. @internal */
export function answer<N extends QueryName>(
  queries: StoreQueries,
  name: N,
  task: QueryTask<N>,
): QueryResult<N> {
  const query = queries[name] as (task: QueryTask<N>) => QueryResult<N>;
  return query.call(queries, task);
}
