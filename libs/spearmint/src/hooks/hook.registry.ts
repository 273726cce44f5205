import { Injectable, Logger } from '@nestjs/common';
import { OnceLog } from '../logging/once.log.js';
import { nextTurn } from '../logging/pause.js';
import { BoundHook } from './bound-hook.js';
import type { ExperimentHook } from './experiment-hook.js';
import { HookChain } from './hook-chain.js';
import type { HookStats } from './hook-stats.interface.js';
import { LateWatch } from './late.watch.js';
import type { SpearmintHookOptions } from './spearmint-hook.decorator.js';

/**
 * The hooks of one application, filled while it boots.
 *
 * @publicApi
 */
@Injectable()
export class HookRegistry {
  private readonly log = new OnceLog(new Logger('Spearmint'));
  private readonly watch = new LateWatch();
  private hooks: readonly BoundHook[] = [];

  get size(): number {
    return this.hooks.length;
  }

  /** Every hook, in the order in which they are called, and what went wrong with it. */
  stats(): HookStats[] {
    return this.hooks.map((bound) => bound.stats());
  }

  /** @internal */
  add(hook: ExperimentHook, options: SpearmintHookOptions): void {
    const bound = new BoundHook(hook, options, this.watch, this.log);
    this.hooks = [...this.hooks, bound].sort((a, b) => a.order - b.order);
  }

  /** The hooks of an experiment; none: nothing stands around it. @internal */
  chainFor(experiment: string): HookChain | undefined {
    const hooks = this.hooks.filter((bound) => bound.isFor(experiment));
    return hooks.length === 0 ? undefined : new HookChain(hooks);
  }

  /** Waits for hooks that look at branches that have ended. @internal */
  async drain(deadlineMs: number): Promise<void> {
    if (this.hooks.length === 0) return;
    await nextTurn();
    await this.watch.drain(deadlineMs);
  }
}
