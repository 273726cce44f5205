import { isLeafObject } from '../value/copy-leaf.js';

/**
 * class-transformer rebuilds every object by its properties, which empties
 * buffers. What it was not told to transform is put back as it was.
 *
 * @internal
 */
export function restoreLeaves(plain: object, instance: object): void {
  for (const [key, given] of Object.entries(plain) as [
    keyof typeof instance,
    unknown,
  ][]) {
    const made: unknown = instance[key];
    if (
      typeof given !== 'object' ||
      given === null ||
      typeof made !== 'object' ||
      made === null
    )
      continue;
    if (isLeafObject(given) && made.constructor === given.constructor) {
      Object.assign(instance, { [key]: given });
    } else if (!isLeafObject(given)) restoreLeaves(given, made);
  }
}
