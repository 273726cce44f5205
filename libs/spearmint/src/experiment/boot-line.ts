import type { Logger } from '@nestjs/common';
import { details } from '../logging/details.js';
import type { ExperimentInfo } from './experiment-info.interface.js';

/** Says what one experiment is, when the application boots. @internal */
export function tell(
  logger: Logger,
  { name, pool, strategy, enabled }: ExperimentInfo,
  backends: readonly string[],
): void {
  const configs = `${pool.size} config${pool.size === 1 ? '' : 's'} of pool "${pool.name}"`;
  logger.log(
    enabled
      ? `"${name}": ${strategy} over ${configs}, recorded by ${backends.join(', ')}`
      : `"${name}": switched off, runs under the first of ${configs}, recorded by none`,
    ...details({
      event: 'experiment',
      experiment: name,
      strategy,
      pool: pool.name,
      configs: pool.size,
      backends,
      enabled,
    }),
  );
}
