import type { BranchRole, BranchStatus, ConfigOrigin } from 'nestjs-spearmint';
import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import type { StoredBranch } from '../results/stored-branch.interface.js';

/** A row of the columns below. @internal */
export interface BranchColumns {
  readonly key: number;
  readonly id: string;
  readonly parent_id: string | null;
  readonly experiment: string;
  readonly config: number;
  readonly config_id: string;
  readonly label: string | null;
  readonly source: ConfigOrigin;
  readonly config_read: number;
  readonly role: BranchRole;
  readonly status: BranchStatus;
  readonly started_at: number;
  readonly duration_ms: number | null;
  readonly error_type: string | null;
  readonly reason: string | null;
  readonly attempts: number | null;
  readonly bytes: number;
}

/** @internal */
export const COLUMNS = `b.key, b.id, b.parent_id, e.name AS experiment, b.config, c.id AS config_id, c.label, b.source,
  b.config_read, b.role, b.status, b.started_at, b.duration_ms, b.error_type, b.reason, b.attempts, b.bytes`;

/** Branches first, so that what follows is looked up for each of them. @internal */
export const JOINS = `CROSS JOIN config c ON c.key = b.config CROSS JOIN experiment e ON e.key = b.experiment`;

const SCORES = `
SELECT s.branch, m.name, s.value FROM json_each(?) j
CROSS JOIN score s ON s.branch = j.value CROSS JOIN metric m ON m.key = s.metric`;

/** Rows as branches, with their scores. @internal */
export function toBranches(
  connection: SqlConnection,
  rows: readonly BranchColumns[],
): StoredBranch[] {
  const scores = new Map<number, Record<string, number>>();
  const found = connection
    .prepare(SCORES)
    .all<{ branch: number; name: string; value: number }>(
      JSON.stringify(rows.map(({ key }) => key)),
    );
  for (const { branch, name, value } of found) {
    const own = scores.get(branch) ?? {};
    // Whatever it is called, `__proto__` too.
    Object.defineProperty(own, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    scores.set(branch, own);
  }
  return rows.map((row) => toBranch(row, scores.get(row.key)));
}

function toBranch(
  row: BranchColumns,
  scores: Record<string, number> | undefined,
): StoredBranch {
  return {
    id: row.id,
    ...(row.parent_id === null ? {} : { parentId: row.parent_id }),
    experiment: row.experiment,
    configId: row.config_id,
    ...(row.label === null ? {} : { label: row.label }),
    configSource: row.source,
    configRead: row.config_read === 1,
    role: row.role,
    status: row.status,
    startedAt: row.started_at,
    ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
    ...(row.error_type === null ? {} : { errorType: row.error_type }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.attempts === null ? {} : { attemptCount: row.attempts }),
    ...(scores === undefined ? {} : { scores }),
    bytes: row.bytes,
  };
}
