import { NoBranchError } from '../branch/no-branch.error.js';
import type { ConfigModel } from '../config/index.js';
import { addParameter } from './experiment.metadata.js';
import { InvalidDecorationError } from './invalid-decoration.error.js';

/**
 * Injects the branch's config, or the part of it at a dotted `path`, into a
 * parameter. The whole pool is checked against `model` at boot. An argument that
 * the caller gives (anything but `null` and `undefined`) wins: the method runs once
 * with it, and the branch says that its config came from the caller.
 *
 * ```ts
 * async search(query: string, @BranchConfig(SearchConfig) config: SearchConfig = injected()) {}
 * ```
 *
 * @throws InvalidDecorationError on a constructor's parameter.
 * @publicApi
 */
export function BranchConfig(
  model?: ConfigModel,
  path = '',
): ParameterDecorator {
  return (target, key, index) => {
    if (key === undefined) {
      throw new InvalidDecorationError(
        '@BranchConfig()',
        `parameter ${index} of the constructor of ${(target as { name: string }).name}`,
        'a constructor',
        'A config belongs to one call: take it as a parameter of the decorated method.',
      );
    }
    addParameter(target, key, { index, model, path });
  };
}

/**
 * The default of a parameter with `@BranchConfig()`: makes it optional for callers.
 *
 * @throws NoBranchError when nothing was injected.
 * @publicApi
 */
export function injected<T>(): T {
  throw new NoBranchError('A parameter with @BranchConfig()');
}
