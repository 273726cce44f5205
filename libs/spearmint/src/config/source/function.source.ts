import type { ConfigIssue } from '../config-issue.interface.js';
import {
  ConfigSource,
  type ConfigDocument,
  type ConfigSourceContext,
} from './config-source.js';

/** What a function gives, each time the pool is loaded. @internal */
export class FunctionSource extends ConfigSource {
  constructor(
    private readonly give: () => unknown,
    private readonly origin: string,
    private readonly toSource: (
      input: unknown,
      origin: string,
    ) => ConfigSource | ConfigIssue,
  ) {
    super();
  }

  async load(context: ConfigSourceContext): Promise<ConfigDocument[]> {
    const given: unknown = await this.give();
    const inputs: unknown[] = Array.isArray(given) ? given : [given];
    const documents: ConfigDocument[] = [];
    for (const [index, input] of inputs.entries()) {
      const origin = Array.isArray(given)
        ? `${this.origin}()[${index}]`
        : `${this.origin}()`;
      // Or a function could give itself for ever.
      const source =
        typeof input === 'function'
          ? refusal(origin)
          : this.toSource(input, origin);
      if (!(source instanceof ConfigSource)) context.report(source);
      else documents.push(...(await source.load(context)));
    }
    return documents;
  }
}

function refusal(origin: string): ConfigIssue {
  const message = 'is a function, and came from one';
  return { code: 'E_BAD_SOURCE', origin, path: '', message };
}
