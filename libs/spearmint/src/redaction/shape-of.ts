import { types } from 'node:util';
import type { Censor } from './censor.js';

const MAX_DEPTH = 4;
const MAX_KEYS = 40;
const MAX_PARTS = 400;

/**
 * A value's types, keys and lengths, without anything of its contents:
 * `{ text: 'string(12)', tags: ['array(3)', 'string(4)'], user: { id: 'number' } }`.
 * Of a list it shows the length and the shape of the first item.
 *
 * @internal
 */
export function shapeOf(value: unknown, censor: Censor): unknown {
  return new Shapes(censor).of(value, 0);
}

/** One look at a value. */
class Shapes {
  private parts = 0;

  constructor(private readonly censor: Censor) {}

  of(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return `string(${value.length})`;
    if (typeof value !== 'object') return typeof value;
    if (value === null) return 'null';
    try {
      return this.part(value, depth);
    } catch {
      return 'unreadable';
    }
  }

  private part(value: object, depth: number): unknown {
    const isFlat = depth >= MAX_DEPTH || ++this.parts > MAX_PARTS;
    if (Array.isArray(value)) {
      const length = `array(${value.length})`;
      return isFlat || value.length === 0
        ? length
        : Object.freeze([length, this.of(value[0], depth + 1)]);
    }
    if (types.isMap(value)) return `Map(${value.size})`;
    if (types.isSet(value)) return `Set(${value.size})`;
    if (ArrayBuffer.isView(value)) return `bytes(${value.byteLength})`;
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    if (tag !== 'Object') return tag;
    return isFlat ? 'object' : this.members(value, depth);
  }

  private members(value: object, depth: number): unknown {
    const keys = Object.keys(value);
    const shapes = keys
      .slice(0, MAX_KEYS)
      .map((key): [string, unknown] => [
        this.censor.key(key).name,
        this.of((value as Record<string, unknown>)[key], depth + 1),
      ]);
    if (keys.length > MAX_KEYS)
      shapes.push(['[truncated]', `${keys.length - MAX_KEYS} more keys`]);
    return Object.freeze(Object.fromEntries(shapes));
  }
}
