import { shownOption } from '../options/option-rules.js';
import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * Two experiments have one name, so their records could not be told apart.
 *
 * @remedy Name one of them with `@Experiment({ name })`.
 * @publicApi
 */
export class DuplicateExperimentError extends SpearmintError {
  readonly code = 'SPEARMINT_E_DUPLICATE_EXPERIMENT';

  constructor(name: string, places: readonly string[]) {
    super(
      `Two experiments have the name "${name}": ${places.join(' and ')}. ` +
        'Give one of them another name with @Experiment({ name }).',
    );
  }
}

/**
 * An experiment was asked for that does not exist.
 *
 * @remedy Decorate the method with `@Experiment()`, and make its class a provider or a controller of the application.
 * @publicApi
 */
export class UnknownExperimentError extends SpearmintError {
  readonly code = 'SPEARMINT_E_UNKNOWN_EXPERIMENT';

  constructor(name: string, known: readonly string[]) {
    super(
      `There is no experiment "${name}". Known are ${known.join(', ') || 'none'}. ` +
        'Decorate the method with @Experiment() and make its class a provider or a controller of the application.',
    );
  }
}

/**
 * An experiment names a pool that nobody defined.
 *
 * @remedy Define it with `SpearmintModule.forFeature({ name, configs })`, or mend the name.
 * @publicApi
 */
export class UnknownPoolError extends SpearmintError {
  readonly code = 'SPEARMINT_E_UNKNOWN_POOL';

  constructor(experiment: string, pool: string, known: readonly string[]) {
    super(
      `The experiment "${experiment}" uses the pool "${pool}", which does not exist. Known are ${known.join(', ') || 'none'}. ` +
        `Define it with SpearmintModule.forFeature({ name: "${pool}", configs: [...] }).`,
    );
  }
}

/**
 * Two pools have one name.
 *
 * @remedy Give each pool of `forFeature` a name of its own.
 * @publicApi
 */
export class DuplicatePoolError extends SpearmintError {
  readonly code = 'SPEARMINT_E_DUPLICATE_POOL';

  constructor(name: string) {
    super(
      `The pool "${name}" is defined more than once. Give each forFeature pool a name of its own.`,
    );
  }
}

/**
 * An experiment has nothing to run: neither it, nor its pool, nor the module has configs.
 *
 * @remedy Give `configs` to one of the three, or set `emptyPool: 'passthrough'` to run such methods under one empty config.
 * @publicApi
 */
export class EmptyConfigPoolError extends SpearmintError {
  readonly code = 'SPEARMINT_E_EMPTY_POOL';

  constructor(experiment: string) {
    super(
      `The experiment "${experiment}" requires at least one config, and its pool is empty. ` +
        'Give configs to @Experiment({ configs }), to a pool with forFeature, or to forRoot({ configs }); ' +
        "or let methods run without one by forRoot({ emptyPool: 'passthrough' }).",
    );
  }
}

/**
 * An option has a value that it cannot have.
 *
 * @remedy Give it one that the message names, or leave it out for the default.
 * @publicApi
 */
export class InvalidOptionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_INVALID_OPTION';

  constructor(option: string, value: unknown, expected: string) {
    super(
      `The option ${option} is ${shownOption(value)}; it must be ${expected}.`,
    );
  }
}

/**
 * Several things are wrong with the application's experiments. `problems` has each as an error of its own.
 *
 * @remedy Mend what the message lists.
 * @publicApi
 */
export class SpearmintBootError extends SpearmintError {
  readonly code = 'SPEARMINT_E_BOOT';

  constructor(readonly problems: readonly SpearmintError[]) {
    super(
      `${problems.length} problems with the experiments of this application:\n` +
        problems
          .map((problem, i) => `${i + 1}. [${problem.code}] ${problem.message}`)
          .join('\n'),
    );
  }
}
