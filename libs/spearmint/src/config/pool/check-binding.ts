import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import { checkEntries } from './check-entries.js';
import type { ConfigPool } from './config-pool.js';

/**
 * Checks that every config of a pool has the path and satisfies the model, and
 * keeps the instances, so that {@link bindConfig} finds them. Meant for boot:
 * asynchronous rules are awaited.
 *
 * @returns what is wrong, empty when a call under any config can be bound
 * @publicApi
 */
export function checkBinding(
  pool: ConfigPool,
  model: ConfigModel | undefined,
  path: string,
): Promise<ConfigIssue[]> {
  return checkEntries(pool, model, path);
}
