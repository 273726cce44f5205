import type { Logger } from '@nestjs/common';
import { SpearmintError } from '../errors/spearmint.error.js';
import { describeCause } from '../logging/describe-cause.js';
import { details } from '../logging/details.js';
import type { ExperimentInfo } from './experiment-info.interface.js';
import type { Place } from './experiment.places.js';
import { quietly } from './quietly.js';

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

/** The same of experiments that a call has found. Never throws. @internal */
export function tellLate(
  logger: Logger,
  infos: readonly ExperimentInfo[],
  backends: readonly string[],
): void {
  quietly(() => {
    for (const info of infos) tell(logger, info, backends);
  });
}

/** Says why experiments that a call has found cannot run. Never throws. @internal */
export function tellRefused(
  logger: Logger,
  places: readonly Place[],
  problem: unknown,
): void {
  const experiments = places.map(({ definition }) => definition.name);
  const reason =
    problem instanceof SpearmintError
      ? problem.message
      : describeCause(problem);
  quietly(() =>
    logger.error(
      `Every call of ${experiments.map((name) => `"${name}"`).join(', ')} fails until the application is mended and started again. ${reason}`,
      ...details({ event: 'experiments-refused', experiments }),
    ),
  );
}
