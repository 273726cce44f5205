import type { Observable } from 'rxjs';

/**
 * What a branch holds of what its method gives: of a stream the number of its items,
 * nothing of Node's and the web's, and all of anything else.
 *
 * @publicApi
 */
export type HeldOutput<R> = R extends NativeStream
  ? undefined
  : R extends Items
    ? number
    : R;

/** Node's readable streams and those of the web, as far as they have to be told from others. */
type NativeStream =
  | { readonly readable: boolean; read(size?: number): unknown }
  | { readonly locked: boolean; getReader(): unknown };

type Items =
  | Observable<unknown>
  | AsyncIterable<unknown>
  | Generator<unknown, unknown, never>;
