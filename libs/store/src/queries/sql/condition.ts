import type { SqlValue } from '../../database/driver/sql-connection.interface.js';

/**
 * A part of a WHERE clause with the values of its places. Its text is of this library
 * alone: what callers give is bound, never written into it.
 *
 * @internal
 */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** @internal */
export function condition(
  sql: string,
  ...values: readonly SqlValue[]
): Condition {
  return { sql, values };
}

/** That a column is one of several values, whose number does not change the text. @internal */
export function isAnyOf(
  column: string,
  values: readonly (string | number)[],
): Condition {
  const [only] = values;
  return values.length === 1 && only !== undefined
    ? condition(`${column} = ?`, only)
    : condition(
        `${column} IN (SELECT value FROM json_each(?))`,
        JSON.stringify(values),
      );
}

/** @internal */
export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0
    ? condition('TRUE')
    : condition(
        conditions.map(({ sql }) => sql).join(' AND '),
        ...conditions.flatMap(({ values }) => values),
      );
}
