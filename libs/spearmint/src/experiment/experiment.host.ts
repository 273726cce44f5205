import { Inject, Optional } from '@nestjs/common';
import { LINKED_INTERCEPTOR } from '../spearmint.constants.js';
import type { ExperimentInterceptor } from './experiment.interceptor.js';

const HOST = Symbol.for('nestjs-spearmint:interceptor');
const USE = Symbol.for('nestjs-spearmint:use');

/** An instance whose experiments run through an interceptor once its application has given it one. @internal */
export interface ExperimentHost {
  [HOST]?: ExperimentInterceptor;
  [USE]?: ClassUse;
}

/**
 * What is known of a class with experiments, its subclasses included: a call asks
 * this first, as asking the instance of one class among many is far dearer.
 *
 * @internal
 */
export interface ClassUse {
  /** Whether any application has given any instance its interceptor. */
  isHosted: boolean;
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
export function makeHost(target: ExperimentHost): ClassUse {
  // A class inherits the injected properties of its base.
  if (target[USE] !== undefined) return target[USE];
  const use: ClassUse = { isHosted: false };
  Object.defineProperty(target, USE, { value: use });
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
  return use;
}

/** The interceptor of an instance; none when no application has made or adopted it. @internal */
export function interceptorOf(
  instance: ExperimentHost | null | undefined,
): ExperimentInterceptor | undefined {
  return instance?.[HOST];
}

/** Gives an instance that Nest did not construct its interceptor. @internal */
export function attach(
  instance: ExperimentHost,
  interceptor: ExperimentInterceptor,
): void {
  if (instance[USE] !== undefined) instance[USE].isHosted = true;
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
