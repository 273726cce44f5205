import { types } from 'node:util';
import { isLeafObject } from '../value/copy-leaf.js';
import { snapshot } from '../value/snapshot.js';
import { isModelInstance } from './class-metadata.js';

/**
 * class-transformer rebuilds every object by its properties, which empties
 * buffers and maps, and makes a list of a set. What it was not told to make
 * models of is put back as it was.
 *
 * @internal
 */
export function restoreLeaves(plain: object, instance: object): void {
  const given = plain as Record<string, unknown>;
  const made = instance as Record<string, unknown>;
  for (const key in given) {
    const [before, after] = [given[key], made[key]];
    if (typeof before !== 'object' || before === null) continue;
    if (typeof after !== 'object' || after === null) continue;
    // A copy: what is in a buffer can be changed.
    if (isEmptied(before, after)) made[key] = snapshot(before, () => {});
    else if (!isLeafObject(before)) restoreLeaves(before, after);
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
