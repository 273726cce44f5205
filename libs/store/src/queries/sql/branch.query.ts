import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import type {
  BranchDetails,
  BranchNode,
  BranchPayload,
} from '../results/branch-details.interface.js';
import type { StoredBranch } from '../results/stored-branch.interface.js';
import {
  type BranchColumns,
  COLUMNS,
  JOINS,
  toBranches,
} from './branch-columns.js';
import { parsed } from './parsed.js';

/** @internal */
export interface BranchTask {
  readonly id: string;
  readonly payload: boolean;
}

const DESCENDANTS = 1_000;

const BY_ID = `SELECT ${COLUMNS} FROM branch b ${JOINS} WHERE b.id = ?`;
/** Without those that were found already: ids that lead in a circle have an end. */
const TREE = `
WITH RECURSIVE tree (id) AS (
  SELECT id FROM branch WHERE parent_id = ? AND id <> ?
  UNION
  SELECT b.id FROM tree t CROSS JOIN branch b INDEXED BY branch_by_parent ON b.parent_id = t.id WHERE b.id <> ?
  LIMIT ?
)
SELECT ${COLUMNS} FROM tree t CROSS JOIN branch b ON b.id = t.id ${JOINS} ORDER BY b.started_at, b.key`;
const VALUES = `
SELECT coalesce(p.config, c.value) AS config, p.args, p.output, p.error, p.attempts, p.truncated, p.cut
FROM branch b CROSS JOIN config c ON c.key = b.config LEFT JOIN payload p ON p.branch = b.key
WHERE b.key = ?`;

/** One branch; undefined when there is none of this id (any more). @internal */
export function readBranch(
  connection: SqlConnection,
  task: BranchTask,
): BranchDetails | undefined {
  const rowOf = (id: string | null): BranchColumns | undefined =>
    id === null ? undefined : connection.prepare(BY_ID).get<BranchColumns>(id);
  const row = rowOf(task.id);
  if (row === undefined) return undefined;
  const below = connection
    .prepare(TREE)
    .all<BranchColumns>(row.id, row.id, row.id, DESCENDANTS + 1);
  const parentRow = rowOf(row.parent_id);
  const [branch, parent] = toBranches(
    connection,
    parentRow ? [row, parentRow] : [row],
  );
  if (branch === undefined) return undefined;
  const descendants = toBranches(connection, below.slice(0, DESCENDANTS));
  const { config, payload } = valuesOf(connection, row.key);
  return {
    ...branch,
    config,
    ...(task.payload ? { payload } : {}),
    ...(parent === undefined ? {} : { parent }),
    children: nested(branch.id, descendants),
    hasMore: below.length > DESCENDANTS,
  };
}

function valuesOf(
  connection: SqlConnection,
  key: number,
): { readonly config: unknown; readonly payload: BranchPayload } {
  const { config = null, ...rest } =
    connection.prepare(VALUES).get<Record<string, string | null>>(key) ?? {};
  const present = Object.entries(rest).filter(([, json]) => json !== null);
  return {
    config: parsed(config),
    payload: Object.fromEntries(
      present.map(([name, json]) => [name, parsed(json)]),
    ),
  };
}

function nested(
  root: string,
  descendants: readonly StoredBranch[],
): BranchNode[] {
  const byParent = new Map<string | undefined, StoredBranch[]>();
  for (const branch of descendants) {
    const siblings = byParent.get(branch.parentId);
    if (siblings === undefined) byParent.set(branch.parentId, [branch]);
    else siblings.push(branch);
  }
  const below = (id: string): BranchNode[] =>
    (byParent.get(id) ?? []).map((branch) => ({
      ...branch,
      children: below(branch.id),
    }));
  return below(root);
}
