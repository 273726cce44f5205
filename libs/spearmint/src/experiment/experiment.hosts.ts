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

/** The class of what a wrapper holds; the class that it will make where it holds nothing. @internal */
export function typeOf(wrapper: InstanceWrapper): object {
  const instance = wrapper.instance as object | null | undefined;
  // Objects without a prototype have no constructor.
  const constructor =
    typeof instance === 'object' && instance !== null
      ? (instance.constructor as object | undefined)
      : undefined;
  return constructor ?? (wrapper.metatype as object | null) ?? Object;
}
