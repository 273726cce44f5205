import type { StrategyInput } from '../strategy/strategy-input.type.js';
import type { Experimental, MethodArgs, MethodName } from './run.types.js';

/** An object with the service's methods, each of which is a call of `run`. @internal */
export function facadeOf<S extends object, X extends StrategyInput>(
  service: S,
  run: (
    method: MethodName<S>,
    args: MethodArgs<S, MethodName<S>>,
  ) => Promise<unknown>,
): Experimental<S, X> {
  const shell: object = {};
  return new Proxy(shell, {
    get(_, key) {
      // What every object has is no experiment; what the service lacks, such as `then`, is not there.
      if (key in shell) return Reflect.get(shell, key) as unknown;
      if (typeof Reflect.get(service, key) !== 'function') return undefined;
      return (...args: unknown[]) =>
        run(key as MethodName<S>, args as MethodArgs<S, MethodName<S>>);
    },
  }) as Experimental<S, X>;
}
