import type { Type } from '@nestjs/common';
import { FallbackStrategy } from './fallback.strategy.js';
import { MultiBranchStrategy } from './multi-branch.strategy.js';
import { RaceStrategy } from './race.strategy.js';
import { RandomStrategy } from './random.strategy.js';
import { RoundRobinStrategy } from './round-robin.strategy.js';
import { ShadowStrategy } from './shadow.strategy.js';
import { SingleStrategy } from './single.strategy.js';
import { Strategy } from './strategy.js';
import {
  DuplicateStrategyError,
  InvalidStrategyError,
  UnknownStrategyError,
} from './strategy.errors.js';
import { WeightedStrategy } from './weighted.strategy.js';

/** A strategy's class; its constructor's dependencies come through injection. @publicApi */
export type StrategyType = Type<Strategy>;

/** Makes a strategy for one experiment. @publicApi */
export type StrategyFactory = () => Strategy;

/** Makes an instance of a class with its dependencies. @internal */
export type Instantiate = (type: StrategyType) => Promise<Strategy>;

interface Registration {
  readonly make: StrategyType | StrategyFactory;
  readonly instantiate: Instantiate;
}

const BUILT_IN: Readonly<Record<string, StrategyType>> = {
  single: SingleStrategy,
  'round-robin': RoundRobinStrategy,
  shadow: ShadowStrategy,
  'multi-branch': MultiBranchStrategy,
  random: RandomStrategy,
  weighted: WeightedStrategy,
  race: RaceStrategy,
  fallback: FallbackStrategy,
};

const construct: Instantiate = (type) => Promise.resolve(new type());

/**
 * The strategies of one application by name.
 *
 * @publicApi
 */
export class StrategyRegistry {
  private readonly entries = new Map<string, Registration>();

  /** @internal */
  constructor(private readonly instantiate: Instantiate = construct) {
    for (const [name, type] of Object.entries(BUILT_IN)) {
      this.entries.set(name, { make: type, instantiate: construct });
    }
  }

  /**
   * Adds a strategy. A class is made by dependency injection, once for every
   * experiment that uses it; a factory is called instead.
   *
   * @throws DuplicateStrategyError when the name is taken.
   * @throws InvalidStrategyError when it is neither a class nor a function.
   */
  register(name: string, strategy: StrategyType | StrategyFactory): void {
    this.registerIn(name, strategy, this.instantiate);
  }

  /** Registers a class that another module's injector makes. @internal */
  registerIn(
    name: string,
    make: StrategyType | StrategyFactory,
    instantiate: Instantiate,
  ): void {
    if (this.entries.has(name)) {
      throw new DuplicateStrategyError(name, this.names());
    }
    if (typeof make !== 'function') {
      throw new InvalidStrategyError(
        `the name "${name}"`,
        `is ${make === null ? 'null' : typeof make}; register a class that extends Strategy or a function that returns one`,
      );
    }
    if (isClass(make) && !isStrategyType(make)) {
      throw new InvalidStrategyError(
        `the name "${name}"`,
        `is the class ${make.name}, which does not extend Strategy; extend Strategy or SelectionStrategy`,
      );
    }
    this.entries.set(name, { make, instantiate });
  }

  /**
   * A new instance of the strategy under a name.
   *
   * @throws UnknownStrategyError with the names that are known.
   * @throws InvalidStrategyError for a class with dependencies: use {@link create}.
   */
  get(name: string): Strategy {
    const { make } = this.find(name);
    if (!isStrategyType(make)) return make();
    if (make.length === 0) return new make();
    throw new InvalidStrategyError(
      `the name "${name}"`,
      'has dependencies to inject, which takes a moment; await create(name) instead of get(name)',
    );
  }

  /** A new instance of the strategy under a name, its dependencies injected. */
  async create(name: string): Promise<Strategy> {
    const { make, instantiate } = this.find(name);
    return isStrategyType(make) ? instantiate(make) : make();
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** In the order of registration, the built-in ones first. */
  names(): string[] {
    return [...this.entries.keys()];
  }

  private find(name: string): Registration {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new UnknownStrategyError(name, this.names());
    return entry;
  }
}

/** @internal */
export function isStrategyType(
  make: StrategyType | StrategyFactory,
): make is StrategyType {
  return make.prototype instanceof Strategy;
}

/** A class's prototype is fixed, that of a function is not. */
function isClass(make: object): boolean {
  return Object.getOwnPropertyDescriptor(make, 'prototype')?.writable === false;
}
