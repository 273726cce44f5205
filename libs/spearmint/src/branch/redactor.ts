/** What stands in place of a redacted value. @internal */
export const REDACTED = '[redacted]';

/**
 * Masks values by path: `apiKey`, `llm.apiKey`, `*.apiKey` (`*` is any one key or
 * index), `**.apiKey` (at any depth). Gives a copy of what it changes and never
 * touches the original.
 *
 * @internal
 */
export class Redactor {
  private readonly paths: readonly (readonly string[])[];

  constructor(paths: readonly string[] = []) {
    this.paths = paths.map((path) => path.split('.'));
  }

  get isIdle(): boolean {
    return this.paths.length === 0;
  }

  apply<T>(value: T): T {
    return this.isIdle ? value : (mask(value, this.paths, []) as T);
  }
}

type Paths = readonly (readonly string[])[];

function mask(value: unknown, paths: Paths, seen: object[]): unknown {
  if (paths.length === 0 || typeof value !== 'object' || value === null) {
    return value;
  }
  // A cycle is cut here: what it would show has been masked further up.
  if (seen.includes(value)) return '[Circular]';
  if (!Array.isArray(value) && !isRecord(value)) return value;
  seen.push(value);
  const entries = Object.entries(value).map(([key, item]) => {
    const next = paths.flatMap((path) => advance(path, key));
    return [
      key,
      next.some((path) => path.length === 0)
        ? REDACTED
        : mask(item, next, seen),
    ] as const;
  });
  seen.pop();
  return Array.isArray(value)
    ? entries.map(([, item]) => item)
    : Object.fromEntries(entries);
}

/** The rest of a path once `key` has been stepped into. */
function advance(path: readonly string[], key: string): Paths {
  const [head, ...rest] = path;
  if (head === '**') return [path, ...advance(rest, key)];
  return head === '*' || head === key ? [rest] : [];
}

function isRecord(value: object): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}
