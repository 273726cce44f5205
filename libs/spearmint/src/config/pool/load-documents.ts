import { types } from 'node:util';
import type { ConfigIssue } from '../config-issue.interface.js';
import type {
  ConfigDocument,
  ConfigSourceContext,
} from '../source/config-source.js';
import { ConfigSource } from '../source/config-source.js';
import { toSource } from '../source/to-source.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import { kindOf } from '../value/kinds.js';

/**
 * The documents of all sources, in the order of the list.
 *
 * @internal
 */
export async function loadDocuments(
  sources: readonly unknown[],
  context: ConfigSourceContext,
): Promise<ConfigDocument[]> {
  const documents: ConfigDocument[] = [];
  for (const [index, input] of sources.entries()) {
    const source = sourceOf(input, `configs[${index}]`);
    if (!(source instanceof ConfigSource)) context.report(source);
    else {
      const loaded = await loadOne(source, `configs[${index}]`, context);
      for (const document of loaded) documents.push(document);
    }
  }
  return documents;
}

/** Proxies and getters can refuse to be looked at. */
function sourceOf(input: unknown, origin: string): ConfigSource | ConfigIssue {
  try {
    return toSource(input, origin);
  } catch {
    const message = 'could not be read';
    return { code: 'E_BAD_SOURCE', origin, path: '', message };
  }
}

async function loadOne(
  source: ConfigSource,
  origin: string,
  context: ConfigSourceContext,
): Promise<ConfigDocument[]> {
  const name = source.constructor.name;
  try {
    const loaded: unknown = await source.load(context);
    if (Array.isArray(loaded) && Array.from(loaded).every(isDocument))
      return loaded;
    const message = `${name}.load() must give a list of { value, origin }, got ${kindOf(loaded)}`;
    context.report({ code: 'E_SOURCE', origin, path: '', message });
  } catch (error) {
    for (const issue of issuesOf(error, name, origin)) context.report(issue);
  }
  return [];
}

function isDocument(value: unknown): value is ConfigDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'value' in value &&
    'origin' in value &&
    typeof value.origin === 'string'
  );
}

function issuesOf(
  error: unknown,
  name: string,
  origin: string,
): readonly ConfigIssue[] {
  if (types.isNativeError(error) && error instanceof SpearmintConfigError)
    return error.issues;
  const cause = types.isNativeError(error)
    ? `${error.name}: ${error.message}`
    : thrown(error);
  return [
    { code: 'E_SOURCE', origin, path: '', message: `${name} failed: ${cause}` },
  ];
}

function thrown(error: unknown): string {
  try {
    return kindOf(error);
  } catch {
    return 'something that cannot be read';
  }
}
