import { Inject, Optional } from '@nestjs/common';
import { LINKED_INTERCEPTOR } from '../spearmint.constants.js';
import type { ExperimentInterceptor } from './experiment.interceptor.js';

const HOST = Symbol.for('nestjs-spearmint:interceptor');

/** An instance whose experiments run through an interceptor once its application has given it one. @internal */
export interface ExperimentHost {
  [HOST]?: ExperimentInterceptor;
}

/** For instances that take no properties, such as frozen ones; made with the first of them. */
let inflexible: WeakMap<object, ExperimentInterceptor> | undefined;

/**
 * Lets Nest inject the interceptor into every instance of the class: property
 * injection reaches providers of all scopes, controllers and subclasses. The
 * property is not enumerable, so instances look the same as before.
 *
 * @internal
 */
export function makeHost(target: object): void {
  // A class inherits the injected properties of its base.
  if (HOST in target) return;
  Inject(LINKED_INTERCEPTOR)(target, HOST);
  Optional()(target, HOST);
  Object.defineProperty(target, HOST, {
    configurable: true,
    enumerable: false,
    get(this: object) {
      return inflexible?.get(this);
    },
    set(this: object, interceptor: ExperimentInterceptor | undefined) {
      if (interceptor !== undefined) attach(this, interceptor);
    },
  });
}

/** The interceptor of an instance; none when no application has made or adopted it. @internal */
export function interceptorOf(
  instance: ExperimentHost | null | undefined,
): ExperimentInterceptor | undefined {
  return instance?.[HOST];
}

/** Gives an instance that Nest did not construct its interceptor. @internal */
export function attach(
  instance: object,
  interceptor: ExperimentInterceptor,
): void {
  if (!Object.isExtensible(instance)) {
    (inflexible ??= new WeakMap()).set(instance, interceptor);
    return;
  }
  Object.defineProperty(instance, HOST, {
    configurable: true,
    enumerable: false,
    writable: true,
    value: interceptor,
  });
}
