import { types } from 'node:util';
import type { ConfigPath } from '../config-path.js';
import type { Problem, Report } from '../problem.interface.js';
import { isSecretPath } from '../secrets.js';
import { copyLeaf, isLeafObject } from './copy-leaf.js';
import { freezeTop } from './deep-freeze.js';
import { isIterable, isMapping, isPlainObject, kindOf } from './kinds.js';
import { SecretValue } from './secret-value.js';
import { FORBIDDEN_KEYS, hasLoneSurrogate } from './text-rules.js';
import { UnreadableNumber } from './unreadable-number.js';

/** Levels of mappings and lists, as in the YAML reader. */
const MAX_DEPTH = 100;
/** Aliases share what they point at: a small file can expand to billions of values. */
const MAX_VALUES = 1_000_000;
/** So many characters weigh as much as a value. */
const TEXT_PER_VALUE = 100;

const KEEP_OUT = 'keep it out of the config';

interface Copied {
  readonly copy: unknown;
  readonly values: number;
  readonly height: number;
}

/**
 * A copy made of plain objects, lists, primitives, Date, Map, Set and buffers,
 * that shares nothing with the input, frozen with all that it holds. Whatever
 * has no such copy is reported.
 *
 * @internal
 */
export function snapshot(value: unknown, report: Report): unknown {
  return new Snapshot(report).take(value);
}

class Snapshot {
  readonly #report: Report;
  readonly #copied = new Map<object, Copied>();
  readonly #open = new Set<object>();
  readonly #path: (string | number)[] = [];
  #values = 0;
  #deepest = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  take(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        this.#values += 1 + value.length / TEXT_PER_VALUE;
        this.#checkText(value, 'text');
        return value;
      case 'number':
      case 'boolean':
      case 'bigint':
        this.#values++;
        return value;
      case 'object':
        return value === null ? null : this.#takeOnce(value);
      default:
        return this.#refuse(
          'E_VALUE',
          `${kindOf(value)} cannot be part of a config`,
          KEEP_OUT,
        );
    }
  }

  #takeOnce(value: object): unknown {
    if (this.#open.has(value)) {
      return this.#refuse('E_CYCLE', 'a value cannot contain itself');
    }
    const depth = this.#path.length;
    const known = this.#copied.get(value);
    const height = known?.height ?? 0;
    if (depth + height >= MAX_DEPTH) {
      return this.#refuse(
        'E_VALUE',
        `is nested deeper than ${MAX_DEPTH} levels`,
      );
    }
    if (known) {
      this.#values += known.values;
      this.#deepest = Math.max(this.#deepest, depth + height);
      return this.#withinLimit() ? known.copy : undefined;
    }
    return this.#takeNew(value, depth);
  }

  #takeNew(value: object, depth: number): unknown {
    const before = this.#values++;
    const outerDeepest = this.#deepest;
    this.#deepest = depth;
    this.#open.add(value);
    const copy = this.#withinLimit()
      ? this.#guarded(() => this.#takeObject(value))
      : undefined;
    freezeTop(copy);
    this.#open.delete(value);
    this.#copied.set(value, {
      copy,
      values: this.#values - before,
      height: this.#deepest - depth,
    });
    this.#deepest = Math.max(outerDeepest, this.#deepest);
    return copy;
  }

  #takeObject(value: object): unknown {
    if (Array.isArray(value)) return this.#takeList(value);
    if (isPlainObject(value) && typeof value.toJSON !== 'function')
      return this.#takeMapping(value);
    // Immutable; taken for its text, it would be the text of its name.
    if (value instanceof SecretValue) return value;
    if (value instanceof UnreadableNumber) {
      const source = isSecretPath(this.#path) ? 'the number' : value.source;
      return this.#refuse(
        'E_NUMBER',
        `${source} ${value.reason}`,
        'quote it to keep it as text',
      );
    }
    if (isLeafObject(value)) return this.#takeLeaf(value);
    if (types.isMap(value)) return this.#takeMap(value);
    if (types.isSet(value))
      return new Set([...value].map((item, at) => this.#inside(at, item)));
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      const json: unknown = value.toJSON();
      return json === value ? this.#takeMapping(value) : this.take(json);
    }
    if (isIterable(value)) {
      return this.#refuse(
        'E_DYNAMIC',
        'an iterator can be read only once',
        'pass a list',
      );
    }
    if (isMapping(value)) return this.#takeMapping(value);
    return this.#refuse(
      'E_VALUE',
      `${kindOf(value)} cannot be part of a config`,
      KEEP_OUT,
    );
  }

  #takeLeaf(value: object): unknown {
    const copy = copyLeaf(value);
    return copy === undefined
      ? this.#refuse('E_VALUE', 'is an invalid date')
      : typeof copy === 'string' || typeof copy === 'symbol'
        ? this.take(copy)
        : copy;
  }

  #takeList(list: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < list.length; index++) {
      if (!Object.hasOwn(list, index)) {
        this.#reportAt([...this.#path, index], {
          code: 'E_VALUE',
          message: 'a list cannot have holes',
          hint: 'use null',
        });
        return copy;
      }
      if (!this.#withinLimit()) return copy;
      if (list[index] === undefined) {
        this.#reportAt([...this.#path, index], {
          code: 'E_VALUE',
          message: 'undefined cannot be an item of a list',
          hint: 'use null or leave the item out',
        });
      } else copy.push(this.#inside(index, list[index]));
    }
    if (Object.keys(list).length > list.length) {
      this.#refuse('E_VALUE', 'a list cannot have named properties');
    }
    return copy;
  }

  #takeMapping(mapping: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(mapping)) {
      if (!this.#withinLimit()) return copy;
      if (this.#acceptsKey(key)) {
        const item = this.#guardedAt(
          key,
          () => (mapping as Record<string, unknown>)[key],
        );
        const taken = item === undefined ? undefined : this.#inside(key, item);
        if (taken !== undefined) copy[key] = taken;
      }
    }
    if (
      Object.getOwnPropertySymbols(mapping).some((key) =>
        isEnumerable(mapping, key),
      )
    ) {
      this.#refuse('E_KEY', 'a symbol cannot be a key of a config', KEEP_OUT);
    }
    return copy;
  }

  #takeMap(map: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
    const copy = new Map<unknown, unknown>();
    for (const [key, item] of map) {
      const segment = typeof key === 'string' ? key : copy.size;
      copy.set(this.#inside(segment, key), this.#inside(segment, item));
    }
    return copy;
  }

  #inside(segment: string | number, value: unknown): unknown {
    this.#path.push(segment);
    const copy = this.take(value);
    this.#path.pop();
    return copy;
  }

  #acceptsKey(key: string): boolean {
    const path = [...this.#path, key];
    if (FORBIDDEN_KEYS.has(key)) {
      this.#reportAt(path, {
        code: 'E_KEY',
        message: `${key} is not allowed as a key`,
      });
      return false;
    }
    return this.#checkText(key, 'a key', path);
  }

  #checkText(
    text: string,
    what: string,
    path: ConfigPath = this.#path,
  ): boolean {
    if (!hasLoneSurrogate(text)) return true;
    const message = `${what} contains half of a surrogate pair, which is no character`;
    this.#reportAt(path, { code: 'E_STRING', message });
    return false;
  }

  #withinLimit(): boolean {
    if (this.#values <= MAX_VALUES) return true;
    if (this.#values !== Infinity) {
      this.#refuse(
        'E_VALUE',
        `expands to more than ${MAX_VALUES} values`,
        'use fewer aliases',
      );
    }
    this.#values = Infinity;
    return false;
  }

  #guardedAt(key: string, read: () => unknown): unknown {
    this.#path.push(key);
    const value = this.#guarded(read);
    this.#path.pop();
    return value;
  }

  /** Getters, `toJSON` and proxies are the user's code. */
  #guarded(read: () => unknown): unknown {
    const depth = this.#path.length;
    try {
      return read();
    } catch (error) {
      this.#path.length = depth;
      const cause = types.isNativeError(error)
        ? `${error.name}: ${error.message}`
        : kindOf(error);
      return this.#refuse(
        'E_VALUE',
        `could not be read: ${cause.slice(0, 120)}`,
      );
    }
  }

  #refuse(code: Problem['code'], message: string, hint?: string): undefined {
    this.#reportAt([...this.#path], {
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #reportAt(path: ConfigPath, problem: Omit<Problem, 'path'>): void {
    this.#report({ ...problem, path: [...path] });
  }
}

function isEnumerable(target: object, key: symbol): boolean {
  return Object.prototype.propertyIsEnumerable.call(target, key);
}
