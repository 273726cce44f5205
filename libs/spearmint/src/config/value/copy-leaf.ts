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
  if (types.isBoxedPrimitive(value)) return unboxed(value);
  // structuredClone copies the whole pool behind a Buffer.
  return types.isTypedArray(value) ? copyOfView(value) : structuredClone(value);
}

/** Of the engine, not of the value: its own `valueOf` is the user's code. */
function unboxed(value: object): unknown {
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value);
  if (types.isBooleanObject(value))
    return Boolean.prototype.valueOf.call(value);
  if (types.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value);
  return Symbol.prototype.valueOf.call(value);
}

const VIEW_NAME = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)?.get as (this: object) => keyof typeof VIEWS;

const VIEWS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
};

/** A Buffer becomes a Uint8Array. */
function copyOfView(view: object): unknown {
  const View = VIEWS[VIEW_NAME.call(view)] as new (from: object) => object;
  return new View(view);
}

function isBytes(value: object): boolean {
  return ArrayBuffer.isView(value) || types.isArrayBuffer(value);
}
