import { SpearmintError } from 'nestjs-spearmint';

/**
 * A sink cannot deliver again what it was asked to.
 *
 * @remedy Name a sink of the store, in the process that delivers for its folder, while the store is open.
 * @publicApi
 */
export class ReplayError extends SpearmintError {
  readonly code = 'SPEARMINT_E_REPLAY';

  constructor(
    /** What the sink is called. */
    readonly sink: string,
    problem: string,
    remedy: string,
  ) {
    super(`The sink "${sink}" cannot replay: ${problem}. ${remedy}`);
  }
}
