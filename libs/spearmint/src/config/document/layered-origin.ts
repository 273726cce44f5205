import type { ConfigPath } from '../config-path.js';
import type { Origin } from '../origin.interface.js';
import type { RootLayer } from './root-layer.js';

/**
 * Where a config stands that was written in several files: a value in the
 * uppermost that says something of it.
 *
 * @internal
 */
export function layeredOrigin(layers: readonly RootLayer[]): Origin {
  const top = layers[layers.length - 1].origin;
  if (layers.length === 1) return top;
  const { origin, file } = top;
  return {
    origin,
    file,
    locate(path) {
      const layer = layers.reduce((best, next) =>
        depthOf(next.value, path) >= depthOf(best.value, path) ? next : best,
      );
      const position = layer.origin.locate?.(path);
      return position === undefined || layer.origin.file === undefined
        ? position
        : { ...position, file: layer.origin.file };
    },
  };
}

/** How far a path leads into a value. */
function depthOf(value: unknown, path: ConfigPath): number {
  let found = value;
  for (const [depth, key] of path.entries()) {
    if (
      typeof found !== 'object' ||
      found === null ||
      !Object.hasOwn(found, key)
    )
      return depth;
    found = (found as Record<string | number, unknown>)[key];
  }
  return path.length;
}
