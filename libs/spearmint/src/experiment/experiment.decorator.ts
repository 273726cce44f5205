import { inlineFrame, setInline } from '../branch/context-storage.js';
import type { PoolName } from '../config/index.js';
import type { StrategyInput } from '../strategy/strategy-input.type.js';
import type { ExperimentDecorator } from './experiment-decorator.type.js';
import type { ExperimentDefinition, Method } from './experiment.definition.js';
import {
  type ClassUse,
  type ExperimentHost,
  interceptorOf,
  makeHost,
} from './experiment.host.js';
import type { ExperimentInterceptor } from './experiment.interceptor.js';
import { addDefinition } from './experiment.metadata.js';
import type { ExperimentOptions } from './experiment.options.js';
import type { InterceptedCall } from './intercepted-call.interface.js';
import { InvalidDecorationError } from './invalid-decoration.error.js';

/** How many definitions this process has seen. */
let definitions = 0;

/**
 * Makes a method an experiment: in an application that imports `SpearmintModule`,
 * every call runs under the configs that its strategy picks. Without the module,
 * or on an instance made by hand, the method runs as it is written.
 *
 * ```ts
 * @Experiment({ strategy: 'shadow' })
 * async search(query: string, config: SearchConfig = branchConfig(SearchConfig)) {}
 * ```
 *
 * Stands above or below any other decorator. A call gives a promise, also of a
 * method that returns at once.
 *
 * @throws InvalidDecorationError on anything but an instance's method.
 * @publicApi
 */
export function Experiment<
  P extends PoolName = never,
  S extends StrategyInput = never,
>(options: ExperimentOptions<P, S> = {}): ExperimentDecorator<P, S> {
  return <T>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): TypedPropertyDescriptor<T> => {
    assertMethod(target, key, descriptor);
    const original = descriptor.value as unknown as Method;
    const className = target.constructor.name;
    const methodName = String(key);
    const definition: ExperimentDefinition = {
      index: definitions++,
      name: options.name ?? `${className}.${methodName}`,
      options,
      className,
      methodName,
      target,
      key,
      original,
    };
    addDefinition(definition);
    const use = makeHost(target);
    descriptor.value = wrap(definition, use) as unknown as T;
    return descriptor;
  };
}

/**
 * The method runs from here, in every case: an error captures every function on the
 * way to it, and that is most of what a failing call costs.
 *
 * It is compiled into its callers as long as it is small together with all that is
 * compiled into it. So what an experiment does besides is called by `call`, which
 * keeps it out. And `args` are handed on or read, never given away, so that no array
 * is made of them for a method that runs as it is written.
 */
function wrap(definition: ExperimentDefinition, use: ClassUse): Method {
  const { original, index } = definition;
  const wrapper = function (
    this: ExperimentHost | null | undefined,
    ...args: never[]
  ): unknown {
    if (!use.isHosted) return Reflect.apply(original, this, args);
    const interceptor = interceptorOf(this);
    if (interceptor === undefined) return Reflect.apply(original, this, args);
    const bypass = interceptor.bypasses?.[index];
    if (bypass !== undefined) {
      const outer = inlineFrame();
      setInline(bypass);
      try {
        return Reflect.apply(original, this, args);
      } finally {
        setInline(outer);
      }
    }
    // An array that grows takes room for seventeen at once.
    // oxlint-disable-next-line unicorn/no-new-array
    const given = new Array<unknown>(args.length);
    for (let at = 0; at < args.length; at++) given[at] = args[at];
    const call = intercept.call(interceptor, definition, this as object, given);
    if (!call.isDirect) return call.proceed();
    let result: unknown;
    try {
      result = Reflect.apply(original, this, enter.call(call));
    } catch (thrown) {
      return call.threw(thrown);
    }
    return returned.call(call, result);
  };
  imitate(wrapper, original);
  return wrapper;
}

function intercept(
  this: ExperimentInterceptor,
  definition: ExperimentDefinition,
  instance: object,
  args: readonly unknown[],
): InterceptedCall {
  return this.intercept(definition, instance, args);
}

function enter(this: InterceptedCall): readonly unknown[] {
  return this.enter();
}

function returned(this: InterceptedCall, result: unknown): unknown {
  return this.returned(result);
}

/** Guards, routes, swagger and listeners find what they wrote on the method. */
function imitate(wrapper: Method, original: Method): void {
  for (const property of ['name', 'length'] as const) {
    Object.defineProperty(wrapper, property, {
      configurable: true,
      value: original[property],
    });
  }
  for (const key of Reflect.getMetadataKeys(original)) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, original), wrapper);
  }
}

function assertMethod(
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor | number | undefined,
): void {
  const isStatic = typeof target === 'function';
  const className = isStatic ? target.name : target.constructor.name;
  const place =
    (key as unknown) === undefined ? className : `${className}.${String(key)}`;
  const refuse = (what: string, remedy: string): never => {
    throw new InvalidDecorationError('@Experiment()', place, what, remedy);
  };
  if (typeof descriptor === 'number') {
    return refuse(
      'a parameter',
      'Put it on the method; a parameter takes @BranchConfig().',
    );
  }
  if ((key as unknown) === undefined) {
    refuse('a class', 'Put it on each of its methods that is an experiment.');
  }
  if (isStatic) {
    refuse(
      'a static method',
      'Make it a method of the instance: configs come to instances, through injection.',
    );
  }
  if (descriptor === undefined) {
    refuse(
      'a property',
      'Write it as a method, `async run() {}`, not as a function in a field.',
    );
  }
  if (descriptor?.get !== undefined || descriptor?.set !== undefined) {
    refuse('an accessor', 'Write it as a method.');
  }
  if (typeof descriptor?.value !== 'function') {
    refuse('something that is no function', 'Write it as a method.');
  }
}
