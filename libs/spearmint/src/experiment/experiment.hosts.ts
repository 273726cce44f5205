import type { DiscoveryService } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';

/** Something that Nest holds and that may have experiments. @internal */
export interface FoundHost {
  readonly wrapper: InstanceWrapper;
  readonly source: 'provider' | 'controller';
}

/** Everything that an application holds, aliases left out. @internal */
export function hostsIn(discovery: DiscoveryService): FoundHost[] {
  const named = (
    wrappers: InstanceWrapper[],
    source: FoundHost['source'],
  ): FoundHost[] => wrappers.map((wrapper) => ({ wrapper, source }));
  return [
    ...named(discovery.getProviders(), 'provider'),
    ...named(discovery.getControllers(), 'controller'),
  ].filter(({ wrapper }) => !wrapper.isAlias);
}

/** Whether an application holds one instance of it, made when it boots. @internal */
export function isSingleton(wrapper: InstanceWrapper): boolean {
  return wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
}

/** @internal */
export function classOf(instance: object): object {
  // Objects without a prototype have no constructor.
  const { constructor } = instance as { constructor?: object };
  return constructor ?? Object;
}

/** The class of what a wrapper holds; the class that it will make where it holds nothing. @internal */
export function typeOf(wrapper: InstanceWrapper): object {
  const instance: unknown = wrapper.instance;
  if (typeof instance === 'object' && instance !== null)
    return classOf(instance);
  // What a factory will make is known by its token at most.
  const made = wrapper.isFactory && !isSingleton(wrapper);
  const type: unknown = made ? wrapper.token : wrapper.metatype;
  return typeof type === 'function' ? type : Object;
}
