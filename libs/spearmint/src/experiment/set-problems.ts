import { type ConfigIssue, SpearmintConfigError } from '../config/index.js';
import { DEFAULT_POOL } from '../config-pool.token.js';
import { didYouMean } from '../config/nearest.js';
import { SET_VARIABLE, setStatements } from '../config/pool/pool-overrides.js';

/** What the environment sets of pools that there are not. @internal */
export function setProblems(
  text: string,
  pools: readonly string[],
): SpearmintConfigError[] {
  const issues = setStatements(text).flatMap((statement): ConfigIssue[] => {
    if ('bad' in statement) return [];
    const { pool = DEFAULT_POOL, path } = statement;
    if (pools.includes(pool)) return [];
    const message = `there is no pool "${pool}" with configs; known are ${pools.join(', ') || '(none)'}`;
    const hint = didYouMean(pool, pools) ?? 'write pool:path=value';
    return [{ code: 'E_OVERRIDE', origin: SET_VARIABLE, path, message, hint }];
  });
  return issues.length === 0
    ? []
    : [new SpearmintConfigError(SET_VARIABLE, issues)];
}
