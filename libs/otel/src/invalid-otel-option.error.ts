import { inspect } from 'node:util';
import { SpearmintError } from 'nestjs-spearmint';

/**
 * An option of `SpearmintOtelModule` is unknown, or has a value that it cannot have.
 *
 * @remedy Give what the message asks for, or leave the option out for its default.
 * @publicApi
 */
export class InvalidOtelOptionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_OTEL_OPTION';

  constructor(name: string, value: unknown, needed: string) {
    super(
      `The option "${name}" of SpearmintOtelModule is ${inspect(value, { depth: 0 })}. Give it ${needed}.`,
    );
  }
}
