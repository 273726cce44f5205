import { InvalidQueryError } from './errors/invalid-query.error.js';
import type { BranchQuery } from './input/branch-query.js';
import type { ConfigsQuery } from './input/configs-query.js';
import { epochMs } from './input/moment.type.js';
import { isText } from '../options/rules.js';
import type { TailQuery } from './input/tail-query.js';
import type { ArrivalsTask } from './sql/arrivals.query.js';
import type { BranchTask } from './sql/branch.query.js';
import type { PageTask } from './sql/branches.query.js';
import type { ConfigsTask } from './sql/configs.query.js';
import { type PagePlace, placeOf } from './sql/cursor.js';
import { plainFilter } from './sql/plain-filter.js';

/** How many branches a tail reads at once. */
const TAIL_BATCH = 256;

/** @internal */
export function configsTask(
  experiment: string,
  query: ConfigsQuery,
): ConfigsTask {
  return {
    experiment: text('configs()', 'experiment', experiment),
    from: epochMs(query.from),
    to: epochMs(query.to),
    role: query.role,
  };
}

/** @internal */
export function pageTask(query: BranchQuery): PageTask {
  const { order = 'newest', limit = 50, total = false, cursor } = query;
  let after: PagePlace | undefined;
  if (cursor !== undefined) {
    after = placeOf(order, cursor);
    if (after === undefined)
      throw new InvalidQueryError('branches()', [
        {
          name: 'cursor',
          value: cursor,
          needed: `the "next" of a page of the same order, here '${order}'`,
        },
      ]);
  }
  return { filter: plainFilter(query), order, limit, after, total };
}

/** @internal */
export function branchTask(
  id: string,
  { payload = true }: { readonly payload?: boolean },
): BranchTask {
  return { id: text('branch()', 'id', id), payload };
}

/** @internal */
export function tailTask(query: TailQuery): {
  readonly first: ArrivalsTask;
  readonly pollMs: number;
  readonly signal: AbortSignal | undefined;
} {
  const { from = 'now', filter = {}, pollMs = 250, signal } = query;
  return {
    first: {
      at: from instanceof Date ? from.getTime() : from,
      filter: plainFilter(
        // What was recorded later can have started before.
        typeof from === 'number' || from instanceof Date
          ? { ...filter, from }
          : filter,
      ),
      limit: TAIL_BATCH,
    },
    pollMs,
    signal,
  };
}

function text(call: string, name: string, value: string): string {
  const needed = isText(value);
  if (needed === undefined) return value;
  throw new InvalidQueryError(call, [{ name, value, needed }]);
}
