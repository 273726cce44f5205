import type { ConfigEntry, ConfigPool } from '../config/index.js';
import type { SelectionStrategy } from '../strategy/selection.strategy.js';
import { InvalidStrategyError } from '../strategy/strategy.errors.js';

/** A selection that gives nothing, a promise or something foreign is found at boot. @internal */
export function probe(
  subject: string,
  experiment: string,
  strategy: SelectionStrategy,
  pool: ConfigPool,
): void {
  let picked: unknown;
  try {
    picked = strategy.select(pool, {
      experiment,
      args: [],
      unit: undefined,
      signal: undefined,
      probe: true,
    });
  } catch {
    // It may need what only a real call has; there the first config stands in.
    return;
  }
  if (!pool.has(picked as ConfigEntry)) {
    if (picked instanceof Promise) picked.catch(() => undefined);
    throw new InvalidStrategyError(
      subject,
      `selects ${picked === undefined ? 'nothing' : 'something that is not in the pool'}; select() must return one of the configs of the pool it is given, synchronously`,
    );
  }
}
