import type { ConfigModel } from '../model/config-model.js';
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
    private readonly model?: ConfigModel,
  ) {
    super();
  }

  load(): ConfigDocument[] {
    const { value, origin, model } = this;
    return [model === undefined ? { value, origin } : { value, origin, model }];
  }
}
