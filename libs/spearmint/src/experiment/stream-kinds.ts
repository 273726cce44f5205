import { type Readable, Stream } from 'node:stream';
import { isObservable, type Observable } from 'rxjs';

/** @internal */
export type StreamResult =
  | Observable<unknown>
  | AsyncIterable<unknown>
  | Generator<unknown, unknown, unknown>;

/** Whether a result goes on after it has been returned; what can be awaited does not. Never throws. @internal */
export function isStream(value: unknown): value is StreamResult {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return (
      !(value instanceof Promise) &&
      (Symbol.asyncIterator in value ||
        isObservable(value) ||
        isGenerator(value)) &&
      typeof (value as { then?: unknown }).then !== 'function'
    );
  } catch {
    // A proxy, a getter: what cannot be looked at is handed on as it is.
    return false;
  }
}

/** What a `function*` returns; other iterables, lists and maps say, are values. @internal */
export function isGenerator(
  value: object,
): value is Generator<unknown, unknown, unknown> {
  return (
    (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] ===
    'Generator'
  );
}

/** Node's streams, and those of the web: their readers know them by more than their methods. @internal */
export function isNativeStream(value: unknown): value is Readable {
  return value instanceof Stream || value instanceof ReadableStream;
}
