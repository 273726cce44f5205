import { ConfigSource, type ConfigDocument } from './config-source.js';

/**
 * A configuration, or a list of them, written in code.
 *
 * @internal
 */
export class ObjectSource extends ConfigSource {
  constructor(
    private readonly value: object,
    private readonly origin: string,
  ) {
    super();
  }

  load(): ConfigDocument[] {
    return [{ value: this.value, origin: this.origin }];
  }
}
