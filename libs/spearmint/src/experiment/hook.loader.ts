import { inspect } from 'node:util';
import { Inject, Injectable, type Type } from '@nestjs/common';
import { DiscoveryService, ModuleRef } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { STATIC_CONTEXT } from '@nestjs/core/injector/constants.js';
import { describeError } from '../branch/describe-error.js';
import type { SpearmintError } from '../errors/spearmint.error.js';
import type { ExperimentHook } from '../hooks/experiment-hook.js';
import type { HookInput } from '../hooks/hook-input.type.js';
import { HookRegistry } from '../hooks/hook.registry.js';
import { InvalidHookError } from '../hooks/invalid-hook.error.js';
import { hookOptionsOf } from '../hooks/spearmint-hook.decorator.js';
import { SPEARMINT_OPTIONS } from '../spearmint.constants.js';
import type { SpearmintOptions } from '../spearmint-options.interface.js';
import { typeOf } from './experiment.hosts.js';
import { hookProblems } from './hook-problems.js';

/** @internal */
export interface LoadedHooks {
  readonly problems: SpearmintError[];
  readonly added: number;
}

/** Fills the registry with the hooks of options and of providers. @internal */
@Injectable()
export class HookLoader {
  private readonly seen = new Set<unknown>();

  constructor(
    @Inject(SPEARMINT_OPTIONS) private readonly options: SpearmintOptions,
    private readonly registry: HookRegistry,
    private readonly discovery: DiscoveryService,
    private readonly moduleRef: ModuleRef,
  ) {}

  /**
   * Adds what is new; gives what is wrong with it.
   *
   * @param known the names of all experiments that exist.
   */
  async load(known: readonly string[]): Promise<LoadedHooks> {
    const before = this.registry.size;
    const problems: SpearmintError[] = [];
    const provided = this.discovery
      .getProviders()
      .filter(
        (wrapper) =>
          !wrapper.isAlias && hookOptionsOf(typeOf(wrapper)) !== undefined,
      );
    const types = new Set(provided.map((wrapper) => typeOf(wrapper)));
    for (const input of this.inputs()) {
      // A class that is a provider, too, is called once.
      if (this.seen.has(input) || types.has(input)) continue;
      this.seen.add(input);
      problems.push(...(await this.addInput(input, known)));
    }
    for (const wrapper of provided) {
      problems.push(...this.addProvider(wrapper, known));
    }
    return { problems, added: this.registry.size - before };
  }

  /** What is no list is told with the other options. */
  private inputs(): readonly HookInput[] {
    const { hooks } = this.options;
    return Array.isArray(hooks) ? (hooks as HookInput[]) : [];
  }

  private async addInput(
    input: HookInput,
    known: readonly string[],
  ): Promise<SpearmintError[]> {
    if (typeof input !== 'function') return this.add(input, known);
    try {
      return this.add(await this.moduleRef.create(input), known);
    } catch (thrown) {
      const { type, message } = describeError(thrown);
      return [
        new InvalidHookError(
          input.name,
          `could not be made: ${type}: ${message}`,
          thrown,
        ),
      ];
    }
  }

  private addProvider(
    wrapper: InstanceWrapper,
    known: readonly string[],
  ): SpearmintError[] {
    if (!wrapper.isDependencyTreeStatic()) {
      if (this.seen.has(wrapper)) return [];
      this.seen.add(wrapper);
      return [
        new InvalidHookError(
          (typeOf(wrapper) as Type).name,
          'is request-scoped or transient, and so has no instance for calls that belong to no request. Make it a singleton, and what it injects, too',
        ),
      ];
    }
    // A factory may call an experiment while others are still being made.
    const { isResolved } = wrapper.getInstanceByContextId(STATIC_CONTEXT);
    if (isResolved !== true || this.seen.has(wrapper.instance)) return [];
    this.seen.add(wrapper.instance);
    return this.add(wrapper.instance as ExperimentHook, known);
  }

  private add(
    hook: Partial<ExperimentHook> | null | undefined,
    known: readonly string[],
  ): SpearmintError[] {
    const name = hook?.constructor?.name ?? inspect(hook);
    const options = hookOptionsOf(hook?.constructor) ?? {};
    const problems = hookProblems(hook, options, known);
    if (problems.length === 0) {
      this.registry.add(hook as ExperimentHook, options);
    }
    return problems.map((problem) => new InvalidHookError(name, problem));
  }
}
