import { types } from 'node:util';
import { isPlainObject } from './kinds.js';

const MUTATORS = {
  Map: ['set', 'delete', 'clear'],
  Set: ['add', 'delete', 'clear'],
  Date: Object.getOwnPropertyNames(Date.prototype).filter((name) =>
    name.startsWith('set'),
  ),
} as const;

/**
 * Freezes the value and what it holds, in place. `Object.freeze` does not reach
 * the contents of Map, Set and Date: their mutating methods are replaced. Views
 * on buffers cannot be frozen and stay as they are. Instances of classes are
 * frozen when `isOurs` says so, since others may need to change to work.
 *
 * @internal
 */
export function deepFreeze<T>(
  value: T,
  isOurs: (instance: object) => boolean = () => false,
): T {
  freezeInto(value, isOurs, new Set());
  return value;
}

function freezeInto(
  value: unknown,
  isOurs: (instance: object) => boolean,
  seen: Set<object>,
): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (Array.isArray(value) || isPlainObject(value) || isOurs(value)) {
    Object.freeze(value);
    for (const key of Object.keys(value))
      freezeInto(value[key as keyof typeof value], isOurs, seen);
    return;
  }
  freezeTop(value);
  if (types.isMap(value)) {
    for (const [key, item] of value) {
      freezeInto(key, isOurs, seen);
      freezeInto(item, isOurs, seen);
    }
  } else if (types.isSet(value)) {
    for (const item of value) freezeInto(item, isOurs, seen);
  }
}

/** Freezes a value without what it holds. @internal */
export function freezeTop(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value) || isPlainObject(value)) Object.freeze(value);
  else if (types.isMap(value)) lock(value, MUTATORS.Map);
  else if (types.isSet(value)) lock(value, MUTATORS.Set);
  else if (types.isDate(value)) lock(value, MUTATORS.Date);
}

function lock(target: object, methods: readonly string[]): void {
  if (Object.isFrozen(target)) return;
  for (const method of methods) {
    Object.defineProperty(target, method, {
      value: refuse,
      configurable: false,
    });
  }
  Object.freeze(target);
}

function refuse(): never {
  throw new TypeError(
    'Cannot change a value of a configuration: configurations are immutable',
  );
}
