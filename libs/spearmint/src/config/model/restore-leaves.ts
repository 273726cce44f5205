import { types } from 'node:util';
import { isLeafObject } from '../value/copy-leaf.js';
import { isModelInstance } from './class-metadata.js';

/**
 * class-transformer rebuilds every object by its properties, which empties
 * buffers and maps, and makes a list of a set. What it was not told to make
 * models of is put back as it was.
 *
 * @internal
 */
export function restoreLeaves(plain: object, instance: object): void {
  for (const [key, given] of Object.entries(plain) as [
    keyof typeof instance,
    unknown,
  ][]) {
    const made: unknown = instance[key];
    if (typeof given !== 'object' || given === null) continue;
    if (typeof made !== 'object' || made === null) continue;
    if (isEmptied(given, made)) Object.assign(instance, { [key]: given });
    else if (!isLeafObject(given)) restoreLeaves(given, made);
  }
}

function isEmptied(given: object, made: object): boolean {
  if (types.isMap(given)) return types.isMap(made);
  if (types.isSet(given)) return Array.isArray(made) && !made.some(isModel);
  return isLeafObject(given) && made.constructor === given.constructor;
}

function isModel(item: unknown): boolean {
  return typeof item === 'object' && item !== null && isModelInstance(item);
}
