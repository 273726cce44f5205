import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import {
  InvalidStrategyError,
  UnknownStrategyError,
} from '../strategy/strategy.errors.js';
import { describeError } from '../branch/describe-error.js';
import { SpearmintError } from '../errors/spearmint.error.js';
import { FallbackStrategy } from '../strategy/fallback.strategy.js';
import { MultiBranchStrategy } from '../strategy/multi-branch.strategy.js';
import { RaceStrategy } from '../strategy/race.strategy.js';
import { RandomStrategy } from '../strategy/random.strategy.js';
import { RoundRobinStrategy } from '../strategy/round-robin.strategy.js';
import { ShadowStrategy } from '../strategy/shadow.strategy.js';
import { SingleStrategy } from '../strategy/single.strategy.js';
import type { Strategy } from '../strategy/strategy.js';
import type { StrategyInput } from '../strategy/strategy-input.type.js';
import {
  isStrategyType,
  StrategyRegistry,
} from '../strategy/strategy.registry.js';
import { WeightedStrategy } from '../strategy/weighted.strategy.js';
import type { ResolvedExperiment } from './resolved-experiment.js';

/** @internal */
export interface ResolvedStrategy {
  readonly strategy: Strategy;
  readonly name: string;
  /** Whether it ends exactly as its branches do, and needs no guard. */
  readonly builtIn: boolean;
}

const BUILT_IN: ReadonlySet<unknown> = new Set([
  SingleStrategy,
  RoundRobinStrategy,
  ShadowStrategy,
  MultiBranchStrategy,
  RandomStrategy,
  WeightedStrategy,
  RaceStrategy,
  FallbackStrategy,
]);

/** Turns what options say about a strategy into an instance for one experiment. @internal */
@Injectable()
export class StrategyResolver {
  private readonly forRuns = new WeakMap<
    ResolvedExperiment,
    Map<unknown, Promise<ResolvedStrategy>>
  >();

  constructor(
    private readonly registry: StrategyRegistry,
    private readonly moduleRef: ModuleRef,
  ) {}

  /** @throws UnknownStrategyError, InvalidStrategyError */
  async resolve(
    input: StrategyInput,
    subject: string,
  ): Promise<ResolvedStrategy> {
    const strategy = await this.made(input, subject);
    if (
      typeof (strategy as Partial<Strategy> | undefined)?.run !== 'function'
    ) {
      throw new InvalidStrategyError(
        subject,
        `is ${strategy === undefined ? 'undefined: its factory returned nothing' : 'no strategy'}; it must extend Strategy or SelectionStrategy`,
      );
    }
    return {
      strategy,
      name: typeof input === 'string' ? input : strategy.constructor.name,
      builtIn: BUILT_IN.has(strategy.constructor),
    };
  }

  /** The strategy that calls of one experiment ask for; kept, so that a cursor goes on. */
  forCalls(
    experiment: ResolvedExperiment,
    input: StrategyInput,
  ): Promise<ResolvedStrategy> {
    let known = this.forRuns.get(experiment);
    if (known === undefined) {
      known = new Map();
      this.forRuns.set(experiment, known);
    }
    let resolved = known.get(input);
    if (resolved === undefined) {
      resolved = this.resolve(input, `"${experiment.name}"`);
      // An instance is made for one call, and would only be kept for nothing.
      if (typeof input !== 'object') {
        known.set(input, resolved);
        resolved.catch(() => known.delete(input));
      }
    }
    return resolved;
  }

  private async made(input: StrategyInput, subject: string): Promise<Strategy> {
    try {
      return await this.make(input, subject);
    } catch (thrown) {
      if (thrown instanceof SpearmintError) throw thrown;
      const { type, message } = describeError(thrown);
      throw new InvalidStrategyError(
        subject,
        `could not be made: ${type}: ${message}`,
        thrown,
      );
    }
  }

  private async make(input: StrategyInput, subject: string): Promise<Strategy> {
    if (typeof input === 'string') {
      if (this.registry.has(input)) return this.registry.create(input);
      throw new UnknownStrategyError(
        input,
        this.registry.names(),
        ` of ${subject}`,
      );
    }
    if (typeof input === 'function' && isStrategyType(input)) {
      return this.moduleRef.create(input);
    }
    if (typeof input === 'object' && input !== null) {
      const fork = input.fork?.();
      // A subclass that inherits its fork() would get an instance of its base.
      return fork?.constructor === input.constructor ? fork : input;
    }
    throw new InvalidStrategyError(
      subject,
      `is ${shown(input)}; give a registered name, a class that extends Strategy, or an instance`,
    );
  }
}

function shown(input: unknown): string {
  return typeof input === 'function'
    ? `the function ${input.name || '(anonymous)'}`
    : String(input);
}
