import { describeCause } from '../logging/describe-cause.js';
import type { OnceLog } from '../logging/once.log.js';
import type { ExperimentHook } from './experiment-hook.js';
import type { HookStats } from './hook-stats.interface.js';
import type { LateWatch } from './late.watch.js';
import type { SpearmintHookOptions } from './spearmint-hook.decorator.js';

/** How many promises of one hook may be open. */
const OPEN_LIMIT = 10_000;

/** @internal */
export type Observer = 'beforeExperiment' | 'afterBranch' | 'afterExperiment';

/** A hook in its place, and what went wrong with it. @internal */
export class BoundHook {
  private readonly counts = { failed: 0, late: 0, dropped: 0, ignored: 0 };
  private open = 0;

  constructor(
    readonly hook: ExperimentHook,
    private readonly options: SpearmintHookOptions,
    private readonly watch: LateWatch,
    private readonly log: OnceLog,
  ) {}

  get name(): string {
    return this.hook.constructor.name;
  }

  get order(): number {
    return this.options.order ?? 0;
  }

  /** One whose answer cannot be had is not idle: what is wrong with it shows where it is called. */
  isIdle(): boolean {
    try {
      return this.hook.isIdle?.() === true;
    } catch {
      return false;
    }
  }

  isFor(experiment: string): boolean {
    return this.options.experiments?.includes(experiment) ?? true;
  }

  stats(): HookStats {
    const { name, order, counts, options } = this;
    return { name, order, experiments: options.experiments, ...counts };
  }

  /** Lets the hook look at something. Never throws, never waits. */
  observe(kind: Observer, experiment: string, look: () => unknown): void {
    if (this.open >= OPEN_LIMIT) {
      this.counts.dropped++;
      return this.say(
        kind,
        experiment,
        'dropped',
        `has ${OPEN_LIMIT} open promises, and is left out until some settle`,
      );
    }
    try {
      const result = look();
      if (result !== undefined) this.follow(kind, experiment, result);
    } catch (thrown) {
      this.failed(kind, experiment, thrown);
    }
  }

  /** The hook threw where nothing can be changed any more. */
  ignored(experiment: string, thrown: unknown): void {
    this.counts.ignored++;
    this.say(
      'aroundBranch',
      experiment,
      'ignored',
      `threw (${describeCause(thrown)}) when the caller had the stream already`,
    );
  }

  private follow(kind: Observer, experiment: string, result: unknown): void {
    this.open++;
    const release = this.watch.add(() => {
      this.counts.late++;
      this.say(kind, experiment, 'late', 'has not ended after 30 s');
    });
    Promise.resolve(result)
      .catch((thrown: unknown) => this.failed(kind, experiment, thrown))
      .finally(() => {
        this.open--;
        release();
      })
      .catch(() => undefined);
  }

  private failed(kind: Observer, experiment: string, thrown: unknown): void {
    this.counts.failed++;
    this.say(kind, experiment, 'failed', `threw (${describeCause(thrown)})`);
  }

  private say(
    kind: Observer | 'aroundBranch',
    experiment: string,
    event: keyof BoundHook['counts'],
    problem: string,
  ): void {
    this.log.warn(
      `${this.name}:${kind}:${event}`,
      `${kind} of the hook ${this.name} ${problem}, first for "${experiment}". Callers are not affected. ` +
        'Fix the hook; further ones are counted by HookRegistry and not said.',
      { event: `hook-${event}`, hook: this.name, experiment },
    );
  }
}
