import type {
  Branch,
  FailedBranch,
  SkippedBranch,
  SuccessfulBranch,
} from './branch.js';
import { AllBranchesFailedError } from './all-branches-failed.error.js';
import type { BranchJsonOptions } from './branch-base.js';
import type { BranchRecord } from './branch-record.interface.js';

/** Called when a branch becomes final. */
type Watcher = (branch: Branch) => void;

/**
 * The branches of one call, in pool order (the primary first under the shadow
 * strategy).
 *
 * Injected into a provider or a controller of any scope, it is a window on the
 * branches of the current request or context instead, in order of start;
 * {@link snapshot} detaches what is there.
 *
 * @publicApi
 */
export class BranchContainer<T = unknown> implements Iterable<Branch<T>> {
  private readonly branches: Branch<T>[];
  private open = 0;
  private unseen = 0;
  private watchers: Set<Watcher> | undefined = undefined;

  constructor(
    branches: Iterable<Branch<T>> = [],
    private readonly limit: number = Infinity,
  ) {
    this.branches = [...branches];
  }

  /** How many branches a context that runs for long has not kept. */
  get dropped(): number {
    return this.target().unseen;
  }

  /** False for an injected container outside of any request or context. */
  get isActive(): boolean {
    return true;
  }

  get length(): number {
    return this.all().length;
  }

  /** The foreground branch whose output the caller gets; `undefined` in a fan-out. */
  get primary(): Branch<T> | undefined {
    return this.all().find((branch) => branch.role === 'primary');
  }

  [Symbol.iterator](): IterableIterator<Branch<T>> {
    return this.all()[Symbol.iterator]() as IterableIterator<Branch<T>>;
  }

  /** The branch at `index`, from the end when negative; `undefined` outside. */
  at(index: number): Branch<T> | undefined {
    return this.all().at(index);
  }

  successful(): SuccessfulBranch<T>[] {
    return this.all().filter((branch) => branch.status === 'success');
  }

  failed(): FailedBranch<T>[] {
    return this.all().filter((branch) => branch.status === 'failed');
  }

  skipped(): SkippedBranch<T>[] {
    return this.all().filter((branch) => branch.status === 'skipped');
  }

  /** The first branch that ran under this config. */
  byConfigId(id: string): Branch<T> | undefined {
    return this.all().find((branch) => branch.configId === id);
  }

  /** What the successful branches returned. */
  outputs(): T[] {
    return this.successful().map((branch) => branch.output);
  }

  /** This container, once every branch in it is final, background work included. Never rejects. */
  settled(): Promise<this> {
    const target = this.target();
    if (target.open === 0) return Promise.resolve(this);
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (target.open > 0) return;
        target.unwatch(watcher);
        resolve(this);
      };
      target.watch(watcher);
    });
  }

  /** The branches in order of completion, as they complete; ends when all are final. */
  async *stream(): AsyncGenerator<Branch<T>, void, undefined> {
    const target = this.target();
    const ready = target.branches
      .filter((branch) => branch.isFinal)
      .sort((a, b) => endOf(a) - endOf(b));
    let wake: () => void = () => undefined;
    const watcher = (branch: Branch): void => {
      ready.push(branch as Branch<T>);
      wake();
    };
    target.watch(watcher);
    try {
      for (;;) {
        for (const branch of ready.splice(0)) yield branch;
        if (ready.length > 0) continue;
        if (target.open === 0) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      target.unwatch(watcher);
    }
  }

  /**
   * Returns this container unless branches ran and none of them succeeded.
   *
   * @throws AllBranchesFailedError whose `errors` are the thrown values.
   */
  throwIfAllFailed(): this {
    const failed = this.failed();
    if (
      failed.length > 0 &&
      failed.length + this.skipped().length === this.length
    ) {
      throw new AllBranchesFailedError(failed);
    }
    return this;
  }

  /** A container with the branches of this moment, which no longer changes. */
  snapshot(): BranchContainer<T> {
    return new BranchContainer(this.all());
  }

  /** The branches as plain data. */
  toJSON(options?: BranchJsonOptions): BranchRecord[] {
    return this.all().map((branch) => branch.toJSON(options));
  }

  /** @internal */
  add(branch: Branch<T>): void {
    if (this.branches.length < this.limit) this.branches.push(branch);
    else this.unseen++;
    if (!branch.isFinal) this.open++;
  }

  /** Called once for every added branch that was not final when it was added. @internal */
  finish(branch: Branch<T>): void {
    this.open--;
    if (this.watchers !== undefined) {
      for (const watcher of this.watchers) watcher(branch);
    }
  }

  /** The container that really holds the branches. @internal */
  protected target(): BranchContainer<T> {
    return this;
  }

  private all(): readonly Branch<T>[] {
    return this.target().branches;
  }

  private watch(watcher: Watcher): void {
    (this.watchers ??= new Set()).add(watcher);
  }

  private unwatch(watcher: Watcher): void {
    this.watchers?.delete(watcher);
  }
}

function endOf(branch: Branch): number {
  return branch.startedAt + (branch.durationMs ?? 0);
}
