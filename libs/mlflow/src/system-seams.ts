import type { Logger } from '@nestjs/common';
import type { MlflowSeams } from './rest/mlflow-seams.interface.js';

/** The network, the clocks and the log as they are. @internal */
export function systemSeams(logger: Logger): MlflowSeams {
  return {
    // Looked up late, so that instrumentation of `fetch` sees it.
    fetch: (input, init) => fetch(input, init),
    now: () => performance.now(),
    date: () => Date.now(),
    random: () => Math.random(),
    log: (message) => logger.log(message),
    warn: (message) => logger.warn(message),
  };
}
