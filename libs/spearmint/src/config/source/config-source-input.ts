import type { ConfigSource } from './config-source.js';

/**
 * What a list of configurations may hold: the path of a YAML or JSON file, of a
 * directory, or a glob of files; a `file:` URL; a plain object, a model instance, a
 * `space()`, a list of objects; a function that gives one of these or a list of
 * them, such as a `registerAs` namespace; or a {@link ConfigSource}. In a module
 * also the class of a `ConfigSource`, which is made by injection.
 *
 * @publicApi
 */
export type ConfigSourceInput = string | URL | object | ConfigSource;
