import { types } from 'node:util';

const HIDDEN_STATE = /\{\s*\[native code\]\s*\}\s*$/;

/**
 * A plain object, of this realm or another one.
 *
 * @internal
 */
export function isPlainObject(
  value: unknown,
): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return true;
  if (typeof prototype !== 'object' || prototype === null) return true;
  return (
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'hasOwnProperty')
  );
}

/**
 * A plain object or an instance of a user's class: what becomes a mapping.
 *
 * @internal
 */
export function isMapping(value: unknown): value is Record<string, unknown> {
  if (isPlainObject(value)) return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return false;
  return !isIterable(value) && !hasHiddenState(value);
}

/** @internal */
export function isIterable(value: object): boolean {
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}

/**
 * Instances of built-in classes (Map, RegExp, Promise, ...) keep what they hold
 * out of their properties, so a copy by properties would be empty.
 */
function hasHiddenState(value: object): boolean {
  if (types.isNativeError(value)) return true;
  const { constructor } = value;
  return (
    typeof constructor === 'function' &&
    HIDDEN_STATE.test(Function.prototype.toString.call(constructor))
  );
}

/**
 * The kind of a value in words for messages: `a list`, `a string`. Never the value.
 *
 * @internal
 */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') {
    return /^class\b/.test(Function.prototype.toString.call(value))
      ? 'a class'
      : 'a function';
  }
  if (typeof value !== 'object') return `a ${typeof value}`;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === 'Object' && isMapping(value) ? 'a mapping' : `a ${tag}`;
}
