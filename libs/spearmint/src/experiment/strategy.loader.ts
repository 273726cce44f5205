import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, ModuleRef } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { SpearmintError } from '../errors/spearmint.error.js';
import { SPEARMINT_OPTIONS } from '../spearmint.constants.js';
import type { SpearmintOptions } from '../spearmint-options.interface.js';
import type { Strategy } from '../strategy/strategy.js';
import { STRATEGY_METADATA } from '../strategy/strategy.decorator.js';
import {
  type StrategyType,
  StrategyRegistry,
} from '../strategy/strategy.registry.js';

/** Fills the registry with the strategies of options and of providers. @internal */
@Injectable()
export class StrategyLoader {
  private readonly seen = new Set<StrategyType>();

  constructor(
    @Inject(SPEARMINT_OPTIONS) private readonly options: SpearmintOptions,
    private readonly registry: StrategyRegistry,
    private readonly discovery: DiscoveryService,
  ) {}

  /** Registers what is new; gives what is wrong with it. */
  load(): SpearmintError[] {
    const problems: SpearmintError[] = [];
    const attempt = (register: () => void): void => {
      try {
        register();
      } catch (problem) {
        if (!(problem instanceof SpearmintError)) throw problem;
        problems.push(problem);
      }
    };
    for (const type of this.options.strategies ?? []) {
      if (this.isNew(type)) {
        attempt(() => this.registry.register(nameOf(type), type));
      }
    }
    for (const wrapper of this.discovery.getProviders()) {
      const type = wrapper.metatype as StrategyType | null;
      const name = declaredName(type);
      if (type === null || name === undefined || !this.isNew(type)) continue;
      attempt(() =>
        this.registry.registerIn(name, type, (made) => make(wrapper, made)),
      );
    }
    return problems;
  }

  private isNew(type: StrategyType): boolean {
    return !this.seen.has(type) && this.seen.add(type) !== undefined;
  }
}

/** A strategy's dependencies come from the module that provides it. */
function make(wrapper: InstanceWrapper, type: StrategyType): Promise<Strategy> {
  const moduleRef = wrapper.host?.getProviderByKey<ModuleRef>(ModuleRef)
    .instance as ModuleRef;
  return moduleRef.create(type);
}

function declaredName(type: unknown): string | undefined {
  return typeof type === 'function'
    ? (Reflect.getOwnMetadata(STRATEGY_METADATA, type) as string | undefined)
    : undefined;
}

/** `@SpearmintStrategy('name')`, else the class's name: `BestOfThreeStrategy` is `best-of-three`. */
function nameOf(type: StrategyType): string {
  return (
    declaredName(type) ??
    type.name
      .replace(/Strategy$/, '')
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
  );
}
