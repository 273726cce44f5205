import { BranchContainer } from '../branch/branch-container.js';
import { Branch } from '../branch/branch.js';
import type { BranchRole } from '../branch/branch-status.type.js';
import { Timeline } from '../branch/timeline.js';
import { configId } from '../config/index.js';
import { deepFreeze } from '../config/value/deep-freeze.js';
import { ManualClock } from './manual-clock.js';

/** How a fake branch ended, or will. @publicApi */
export type FakeOutcome<T> =
  | { readonly output: T }
  | { readonly error: unknown }
  /** It was skipped, for this reason. */
  | { readonly reason: string }
  /** Pending until the promise settles. */
  | { readonly settles: PromiseLike<T> };

/** How a branch of `fakeBranches` ended, and what it has beside that. @publicApi */
export type FakeBranch<T> = FakeOutcome<T> & {
  /** @default that of `config`, else `config-1`, `config-2`, ... */
  readonly configId?: string;
  /** @default {} */
  readonly config?: object;
  /** @default 'variant' */
  readonly role?: BranchRole;
  /** @default 'test' */
  readonly experiment?: string;
  readonly parentId?: string;
  /** @default 0 */
  readonly durationMs?: number;
  readonly scores?: Readonly<Record<string, number>>;
};

/**
 * A container as a fan-out gives it, to test code that consumes one. No module is
 * needed; ids and times are the same in every run.
 *
 * ```ts
 * const branches = fakeBranches([
 *   { configId: 'small', output: 'short' },
 *   { configId: 'large', error: new Error('quota') },
 * ]);
 * expect(pickBest(branches)).toBe('short');
 * ```
 *
 * @publicApi
 */
export function fakeBranches<T>(
  fakes: readonly FakeBranch<T>[],
): BranchContainer<T> {
  const clock = new ManualClock();
  const timeline = new Timeline(clock, 'fake');
  const container = new BranchContainer<T>();
  fakes.forEach((fake, index) => {
    const branch = start(fake, index, timeline);
    // All start at one moment, and each ends in its own time.
    const end = (mark: () => void): void => {
      clock.advance(fake.durationMs ?? 0);
      mark();
      clock.advance(-(fake.durationMs ?? 0));
    };
    if ('settles' in fake) {
      container.add(branch);
      settle(fake.settles, (mark) => {
        end(() => mark(branch));
        container.finish(branch);
      });
      return;
    }
    end(() => finish(branch, fake));
    container.add(branch);
  });
  return container;
}

function start<T>(
  fake: FakeBranch<T>,
  index: number,
  timeline: Timeline,
): Branch<T> {
  const { config = {}, role = 'variant', experiment = 'test' } = fake;
  const id =
    fake.configId ??
    (fake.config === undefined ? `config-${index + 1}` : configId(config));
  const value = deepFreeze(structuredClone(config));
  const mark = timeline.now();
  const branch = new Branch<T>(
    experiment,
    { id, hash: '', value, origin: 'fakeBranches' },
    role,
    fake.parentId,
    timeline.next(),
    timeline.anchor(mark),
    mark,
  );
  for (const [name, score] of Object.entries(fake.scores ?? {}))
    branch.score(name, score);
  return branch;
}

function finish<T>(branch: Branch<T>, outcome: FakeOutcome<T>): void {
  if ('output' in outcome) branch.markSuccess(outcome.output);
  else if ('error' in outcome) branch.markFailure(outcome.error);
  else if ('reason' in outcome) branch.markSkipped(outcome.reason);
}

function settle<T>(
  promise: PromiseLike<T>,
  end: (mark: (branch: Branch<T>) => void) => void,
): void {
  promise.then(
    (output) => end((branch) => branch.markSuccess(output)),
    (thrown: unknown) => end((branch) => branch.markFailure(thrown)),
  );
}
