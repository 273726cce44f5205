import { types } from 'node:util';

/**
 * Objects without parts of their own: dates, buffers and boxed primitives.
 *
 * @internal
 */
export function isLeafObject(value: object): boolean {
  return types.isDate(value) || types.isBoxedPrimitive(value) || isBytes(value);
}

/**
 * A copy, the primitive of a box, or `undefined` for an invalid date.
 *
 * @internal
 */
export function copyLeaf(value: object): unknown {
  if (types.isDate(value)) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? undefined : new Date(time);
  }
  if (types.isBoxedPrimitive(value)) return value.valueOf();
  // structuredClone turns a Buffer into a Uint8Array and copies the whole pool behind it.
  if (Buffer.isBuffer(value)) return new Uint8Array(value);
  return types.isTypedArray(value) ? value.slice() : structuredClone(value);
}

function isBytes(value: object): boolean {
  return ArrayBuffer.isView(value) || types.isArrayBuffer(value);
}
