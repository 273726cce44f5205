import { types } from 'node:util';

/** What stands in place of a redacted value. @internal */
export const REDACTED = '[redacted]';

/** So many parts of a value are looked through; what is beyond is masked unseen. */
const MAX_PARTS = 50_000;
/** And so many levels. */
const MAX_DEPTH = 200;

/**
 * Masks values by path: `apiKey`, `llm.apiKey`, `*.apiKey` (`*` is any one key or
 * index), `**.apiKey` (at any depth). Gives a copy of what it changes, and the very
 * same value where nothing matches; never touches the original.
 *
 * @internal
 */
export class Redactor {
  private readonly paths: Paths;

  constructor(paths: readonly string[] = []) {
    this.paths = paths.map((path) => path.split('.'));
  }

  get isIdle(): boolean {
    return this.paths.length === 0;
  }

  apply<T>(value: T): T {
    return this.isIdle ? value : (new Masking().mask(value, this.paths) as T);
  }
}

type Paths = readonly (readonly string[])[];

/** One walk through a value. */
class Masking {
  /** By object, then by the paths that were asked of it: parts are often shared. */
  private readonly known = new Map<object, Map<string, unknown>>();
  private readonly open: object[] = [];
  private left = MAX_PARTS;

  mask(value: unknown, paths: Paths): unknown {
    if (paths.length === 0 || typeof value !== 'object' || value === null)
      return value;
    // A cycle is cut here: what it would show has been masked further up.
    if (this.open.includes(value)) return '[Circular]';
    if (this.left-- <= 0 || this.open.length >= MAX_DEPTH) return REDACTED;
    const asked = JSON.stringify(paths);
    const known = this.known.get(value) ?? new Map<string, unknown>();
    this.known.set(value, known);
    if (known.has(asked)) return known.get(asked);
    this.open.push(value);
    const masked = this.masked(value, paths);
    this.open.pop();
    known.set(asked, masked);
    return masked;
  }

  /** What cannot be read might be what has to be masked. */
  private masked(value: object, paths: Paths): unknown {
    try {
      return this.maskParts(value, paths);
    } catch {
      return REDACTED;
    }
  }

  private maskParts(value: object, paths: Paths): unknown {
    if (Array.isArray(value)) {
      const items = value.map((item, at) => this.part(String(at), item, paths));
      return items.every((item, at) => item === value[at]) ? value : items;
    }
    if (types.isMap(value)) {
      const entries = Array.from(value, ([key, item]): [unknown, unknown] => [
        key,
        this.part(String(key), item, paths),
      ]);
      const isSame = entries.every(([key, item]) => item === value.get(key));
      return isSame ? value : new Map(entries);
    }
    if (types.isSet(value)) {
      const items = [...value];
      const masked = items.map((item, at) =>
        this.part(String(at), item, paths),
      );
      const isSame = masked.every((item, at) => item === items[at]);
      return isSame ? value : new Set(masked);
    }
    // What is recorded of it is what it gives itself.
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      const json: unknown = value.toJSON();
      if (json === value) return this.maskMembers(value, paths);
      const masked = this.mask(json, paths);
      return masked === json ? value : masked;
    }
    return Object.prototype.toString.call(value) === '[object Object]'
      ? this.maskMembers(value, paths)
      : value;
  }

  private maskMembers(value: object, paths: Paths): unknown {
    const entries = Object.entries(value);
    const masked = entries.map(([key, item]): [string, unknown] => [
      key,
      this.part(key, item, paths),
    ]);
    return masked.every(([, item], at) => item === entries[at][1])
      ? value
      : Object.fromEntries(masked);
  }

  private part(key: string, item: unknown, paths: Paths): unknown {
    const next = paths.flatMap((path) => advance(path, key));
    return next.some((path) => path.length === 0)
      ? REDACTED
      : this.mask(item, next);
  }
}

/** The rest of a path once `key` has been stepped into. */
function advance(path: readonly string[], key: string): Paths {
  const [head, ...rest] = path;
  if (head === '**') return [path, ...advance(rest, key)];
  return head === '*' || head === key ? [rest] : [];
}
