import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import type { BranchOrder } from '../input/branch-query.js';
import type { BranchPage } from '../results/branch-page.interface.js';
import {
  type BranchColumns,
  COLUMNS,
  JOINS,
  toBranches,
} from './branch-columns.js';
import { type Selection, select } from './branch-conditions.js';
import { chooseIndex } from './choose-index.js';
import { allOf, condition, type Condition } from './condition.js';
import { cursorOf, type PagePlace } from './cursor.js';
import type { PlainFilter } from './plain-filter.js';
import { storedConfigs } from './stored-configs.js';

/** @internal */
export interface PageTask {
  readonly filter: PlainFilter;
  readonly order: BranchOrder;
  readonly limit: number;
  readonly after: PagePlace | undefined;
  readonly total: boolean;
}

interface Order {
  readonly column: 'started_at' | 'duration_ms';
  readonly direction: 'ASC' | 'DESC';
}

const ORDERS: Readonly<Record<BranchOrder, Order>> = {
  newest: { column: 'started_at', direction: 'DESC' },
  oldest: { column: 'started_at', direction: 'ASC' },
  slowest: { column: 'duration_ms', direction: 'DESC' },
  fastest: { column: 'duration_ms', direction: 'ASC' },
};

/** One page, from behind the last branch of the page before. @internal */
export function readPage(
  connection: SqlConnection,
  task: PageTask,
): BranchPage {
  const selection = select(connection, task.filter);
  if (selection === undefined)
    return {
      branches: [],
      configs: [],
      next: undefined,
      ...(task.total ? { total: 0 } : {}),
    };
  const { column, direction } = ORDERS[task.order];
  const asked = [
    ...selection.conditions,
    ...(column === 'duration_ms'
      ? [condition('b.duration_ms IS NOT NULL')]
      : []),
  ];
  const from = `FROM branch b INDEXED BY ${chooseIndex(connection, selection, column)}`;
  const { sql, values } = allOf([
    ...asked,
    ...behind(task.after, column, direction),
  ]);
  const rows = connection
    .prepare(
      `SELECT ${COLUMNS} ${from} ${JOINS} WHERE ${sql} ORDER BY b.${column} ${direction}, b.key ${direction} LIMIT ?`,
    )
    // One more tells whether there is another page.
    .all<BranchColumns>(...values, task.limit + 1);
  const page = rows.slice(0, task.limit);
  const last = page.at(-1);
  return {
    branches: toBranches(connection, page),
    configs: [
      ...storedConfigs(
        connection,
        page.map(({ config }) => config),
      ).values(),
    ],
    next:
      last === undefined || rows.length <= task.limit
        ? undefined
        : cursorOf(task.order, { value: last[column] ?? 0, key: last.key }),
    ...(task.total ? { total: count(connection, from, asked) } : {}),
  };
}

function behind(
  after: PagePlace | undefined,
  column: Order['column'],
  direction: Order['direction'],
): Condition[] {
  if (after === undefined) return [];
  const sign = direction === 'ASC' ? '>' : '<';
  return [
    // The first bounds the walk through an index, the second is exact.
    condition(`b.${column} ${sign}= ?`, after.value),
    condition(`(b.${column}, b.key) ${sign} (?, ?)`, after.value, after.key),
  ];
}

function count(
  connection: SqlConnection,
  from: string,
  asked: Selection['conditions'],
): number {
  const { sql, values } = allOf(asked);
  return (
    connection
      .prepare(`SELECT count(*) AS n ${from} WHERE ${sql}`)
      .get<{ n: number }>(...values)?.n ?? 0
  );
}
