import { SpearmintError } from 'nestjs-spearmint';

/**
 * One of the options of the MLflow backend, or of the environment variables it reads, makes no sense.
 *
 * @remedy Give what the message asks for, or leave the option out for its default.
 * @publicApi
 */
export class InvalidMlflowOptionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_MLFLOW_OPTION';

  constructor(
    /** The option or the environment variable. */
    readonly option: string,
    /** What is wrong with it; never its value where that can hold a password. */
    problem: string,
    needed: string,
  ) {
    super(`The MLflow option "${option}" is ${problem}. Give it ${needed}.`);
  }
}
