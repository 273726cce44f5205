import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import { checkEntries } from './check-entries.js';
import { ConfigPool } from './config-pool.js';

/**
 * Checks that every config of a pool has the path and satisfies the model, and
 * keeps the instances, so that {@link bindConfig} finds them. Meant for boot:
 * asynchronous rules are awaited. Of a pool of more than 10,000 configs, those
 * are checked that show every item of every axis; the others on their first use.
 *
 * @returns what is wrong, empty when a call under any config can be bound
 * @publicApi
 */
export function checkBinding(
  pool: ConfigPool,
  model: ConfigModel | undefined,
  path: string,
): Promise<ConfigIssue[]> {
  return checkEntries(ConfigPool.checked(pool), model, path);
}
