import { types } from 'node:util';
import { SecretValue } from '../config/value/secret-value.js';
import type { Censor } from './censor.js';
import { CutPlaces } from './cut-places.js';
import { errorLike } from './error-like.js';
import { isTelling } from './is-telling.js';
import { jsonPrefix, jsonSize } from './json-size.js';
import { below, isEnd, type Paths } from './path-rules.js';
import { REDACTED } from './redacted.js';
import { isNamed, maskRawHeaders } from './headers.js';
import { setMember } from './set-member.js';

const MAX_DEPTH = 100;
/** Kept for what says that something is missing. */
const NOTE = 64;

/**
 * One walk through a value that is recorded: gives a frozen copy in which what is
 * secret is masked, and which has at most so many bytes in JSON. The original is
 * read once and never changed; nothing is thrown, whatever its getters do.
 *
 * By reference stay functions, bytes, and objects with a `toJSON` or a state of
 * their own in which nothing has to be masked.
 *
 * @internal
 */
export class SafeCopy {
  /** How many values were masked, as a whole or in part. */
  masked = 0;
  /** What is not whole. */
  readonly cuts: CutPlaces;
  /** How many bytes of JSON there may still be. */
  private left = Infinity;
  /** Sees the texts that were masked by their place. */
  onMasked: ((text: string) => void) | undefined = undefined;
  private readonly open: object[] = [];

  constructor(private readonly censor: Censor) {
    this.cuts = new CutPlaces((key) => censor.key(key).name);
  }

  /** Ready for another record, with no new lists: one copier serves them all. */
  reset(): void {
    this.masked = 0;
    this.cuts.clear();
  }

  /** @param name what the value is called where it is told that it was cut. */
  of(value: unknown, name: string, maxBytes = Infinity): unknown {
    this.left = maxBytes;
    return this.item(value, this.censor.paths, name);
  }

  textOf(text: string, name: string, maxBytes: number): string {
    this.left = maxBytes;
    return this.text(text, name);
  }

  private item(value: unknown, paths: Paths, key: string): unknown {
    switch (typeof value) {
      case 'string':
        return this.text(value, key);
      case 'object':
        if (value !== null) return this.part(value, paths, key);
        this.left -= 5;
        return value;
      case 'number':
        this.left -= Number.isInteger(value) && value < 1e9 ? 11 : 26;
        return value;
      case 'bigint':
        return this.bigint(value, key);
      default:
        this.left -= 14;
        return value;
    }
  }

  private text(text: string, key: string): string {
    const { overlap } = this.censor;
    const isLong = text.length > this.left + overlap;
    let shown = isLong ? text.slice(0, this.left + overlap) : text;
    const masked = this.censor.text(shown);
    if (masked !== shown) this.masked++;
    // What crosses the edge of what was looked at could not be seen as a secret.
    shown = isLong ? masked.slice(0, -overlap) : masked;
    const size = jsonSize(shown);
    if (!isLong && size < this.left) {
      this.left -= size + 1;
      return shown;
    }
    this.cut(key);
    const note = `[truncated, ${text.length} characters in all]`;
    const beginning = jsonPrefix(shown, this.left - NOTE);
    this.left -= jsonSize(beginning) + NOTE;
    return beginning + note;
  }

  private bigint(value: bigint, key: string): unknown {
    this.left -= 50;
    const isLarge = BigInt.asIntN(128, value) !== value;
    return isLarge ? this.cut(key, '[truncated, a large bigint]') : value;
  }

  private part(value: object, paths: Paths, key: string): unknown {
    if (this.open.includes(value)) return this.note('[Circular]');
    if (this.open.length >= MAX_DEPTH) return this.cut(key, '[Too deep]');
    this.open.push(value);
    this.cuts.enter(key);
    try {
      return this.copy(value, paths);
    } catch {
      // What cannot be read might be what has to be masked.
      return this.redact();
    } finally {
      this.open.pop();
      this.cuts.leave();
    }
  }

  private copy(value: object, paths: Paths): unknown {
    if (Array.isArray(value)) return this.list(value, paths);
    const prototype: unknown = Object.getPrototypeOf(value);
    const { toJSON } = value as { toJSON?: unknown };
    if (prototype === Object.prototype || prototype === null) {
      return typeof toJSON === 'function'
        ? this.json(value, toJSON, paths)
        : this.members(value, {}, paths);
    }
    if (types.isDate(value)) {
      this.left -= 28;
      return new Date(value.getTime());
    }
    if (types.isMap(value)) return this.map(value, paths);
    if (types.isSet(value)) return this.set(value, paths);
    if (types.isNativeError(value)) return this.error(value, paths);
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
      return this.bytes(value);
    if (value instanceof SecretValue) return this.note(String(value));
    if (typeof toJSON === 'function') return this.json(value, toJSON, paths);
    return this.instance(value, prototype as object, paths);
  }

  private instance(value: object, prototype: object, paths: Paths): unknown {
    const tag = Object.prototype.toString.call(value);
    if (tag === '[object Object]') {
      const copy = Object.create(prototype) as Record<string, unknown>;
      return this.members(value, copy, paths);
    }
    if (/^\[object (?:Headers|URLSearchParams|FormData)\]$/.test(tag)) {
      const entries = Array.from(value as Iterable<[string, unknown]>);
      return this.members(Object.fromEntries(entries), {}, paths);
    }
    return this.unlessChanged(value, () => this.members(value, {}, paths));
  }

  /** What is recorded of it is what it gives itself. */
  private json(value: object, toJSON: Function, paths: Paths): unknown {
    return this.unlessChanged(value, () => {
      const json: unknown = Reflect.apply(toJSON, value, []);
      return json === value
        ? this.members(value, {}, paths)
        : this.item(json, paths, '');
    });
  }

  private unlessChanged(value: object, copy: () => unknown): unknown {
    const before = this.masked + this.cuts.count;
    const changed = copy();
    return this.masked + this.cuts.count > before ? changed : value;
  }

  private list(list: readonly unknown[], paths: Paths): readonly unknown[] {
    const copy: unknown[] = [];
    const isPair = list.length === 2 && this.isSecretName(list[0]);
    this.left -= NOTE;
    for (let at = 0; at < list.length; at++) {
      if (this.left < NOTE) {
        copy.push(this.cut(String(at), `[truncated ${list.length - at} more]`));
        return Object.freeze(copy);
      }
      const rest = paths.length === 0 ? paths : below(paths, String(at));
      copy.push(this.member(list[at], rest, String(at), isPair && at === 1));
    }
    this.left += NOTE - 2;
    return Object.freeze(copy);
  }

  private members(
    source: object,
    copy: Record<string, unknown>,
    paths: Paths,
  ): unknown {
    const isPlain = Object.getPrototypeOf(copy) === Object.prototype;
    const keys = Object.keys(source);
    this.left -= NOTE;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at];
      const { name, isSecret, size } = this.censor.key(key);
      if (this.left < NOTE + size) {
        const note = this.cut(key, `${keys.length - at} more keys`);
        setMember(copy, '[truncated]', note, isPlain);
        return Object.freeze(copy);
      }
      this.left -= size;
      const item = (source as Record<string, unknown>)[key];
      const rest = below(paths, key);
      const value =
        key === 'rawHeaders' && Array.isArray(item)
          ? this.rawHeaders(item)
          : this.member(
              item,
              rest,
              key,
              isSecret || isNamed(source, key, this.isSecretName),
            );
      setMember(copy, name, value, isPlain);
    }
    this.left += NOTE - 2;
    return Object.freeze(copy);
  }

  private member(
    value: unknown,
    paths: Paths,
    key: string,
    isSecret: boolean,
  ): unknown {
    if (isEnd(paths)) return this.redact(value);
    return isSecret && isTelling(value)
      ? this.redact(value)
      : this.item(value, paths, key);
  }

  private readonly isSecretName = (name: unknown): boolean =>
    typeof name === 'string' && this.censor.isSecret(name);

  private rawHeaders(list: readonly unknown[]): unknown {
    const safe = maskRawHeaders(list, this.isSecretName);
    this.masked += safe.filter((item, at) => item !== list[at]).length;
    return this.part(safe, [], 'rawHeaders');
  }

  private map(map: ReadonlyMap<unknown, unknown>, paths: Paths): unknown {
    const copy = new Map<unknown, unknown>();
    this.left -= NOTE;
    for (const [key, value] of map) {
      if (this.left < 2 * NOTE) {
        copy.set('[truncated]', this.cut('', `${map.size - copy.size} more`));
        return copy;
      }
      const name = typeof key === 'string' ? key : '';
      const rest = below(paths, name);
      const shown = this.item(key, [], name.slice(0, 20));
      if (this.left < NOTE) continue;
      copy.set(shown, this.member(value, rest, name, this.isSecretName(key)));
    }
    return copy;
  }

  private set(values: ReadonlySet<unknown>, paths: Paths): unknown {
    return new Set(this.list([...values], paths));
  }

  private error(error: Error, paths: Paths): unknown {
    return errorLike(error, {
      text: (text, key) => this.text(text, key),
      cause: (cause) => this.item(cause, paths, 'cause'),
      own: () =>
        this.left > NOTE ? (this.members(error, {}, paths) as object) : {},
    });
  }

  private bytes(value: ArrayBufferView | ArrayBufferLike): unknown {
    const size = Math.ceil((value.byteLength * 4) / 3) + 4;
    if (size > this.left)
      return this.cut('', `[truncated, ${value.byteLength} bytes]`);
    this.left -= size;
    return value;
  }

  private redact(value?: unknown): string {
    this.masked++;
    if (typeof value === 'string') this.onMasked?.(value);
    return this.note(REDACTED);
  }

  private note(text: string): string {
    this.left -= jsonSize(text) + 1;
    return text;
  }

  private cut(key: string, note = ''): string {
    this.cuts.add(key);
    return note;
  }
}
