import type { ConfigSource } from './config-source.js';

/**
 * What a list of configurations may hold: the path of a YAML or JSON file or of
 * a directory, a `file:` URL, a plain object or model instance, a list of those
 * objects, or a {@link ConfigSource}.
 *
 * @publicApi
 */
export type ConfigSourceInput = string | URL | object | ConfigSource;
