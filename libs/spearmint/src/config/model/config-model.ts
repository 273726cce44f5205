import type { StandardSchema } from './standard-schema.interface.js';

/**
 * What configurations are checked against: a class with class-validator
 * decorators, or any Standard Schema.
 *
 * @publicApi
 */
export type ConfigModel<T = unknown> =
  (new (...args: never[]) => T) | StandardSchema<T>;

/** @internal */
export type ModelClass<T = unknown> = new () => T;

/** Some schemas are functions, so the marker decides. @internal */
export function isStandardSchema<T>(
  model: ConfigModel<T>,
): model is StandardSchema<T> {
  return '~standard' in model;
}

/** @internal */
export function isModel(model: unknown): model is ConfigModel {
  if (typeof model === 'function') return true;
  return typeof model === 'object' && model !== null && '~standard' in model;
}

/** @internal */
export function modelName(model: ConfigModel): string {
  return isStandardSchema(model)
    ? `a ${model['~standard'].vendor} schema`
    : model.name || 'a class';
}
