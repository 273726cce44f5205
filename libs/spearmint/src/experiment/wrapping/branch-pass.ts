import { AsyncLocalStorage } from 'node:async_hooks';
import type { Branch } from '../../branch/branch.js';
import type { BoundHook } from '../../hooks/bound-hook.js';
import type { ExperimentCall } from '../../hooks/experiment-hook.js';
import { InvalidHookError } from '../../hooks/invalid-hook.error.js';
import { discard } from '../discard.js';
import { isStream } from '../stream-kinds.js';

/**
 * The way of one branch through its `aroundBranch` hooks. What the hooks await ends
 * when the branch does, however that is; a stream goes to the caller at once, while
 * they wait for its end.
 *
 * @internal
 */
export class BranchPass {
  /** Whether the method has run. */
  reached = false;
  /** Where the hooks let the method run, for a stream that goes on. */
  private scope: (<R>(work: () => R) => R) | undefined = undefined;
  /** What the body gave that goes on by itself. */
  private stream: unknown = undefined;
  private onStream: (stream: unknown) => void = () => undefined;
  private settle!: (output: unknown) => void;
  private fail!: (thrown: unknown) => void;
  /** How the branch ends. */
  private readonly end: Promise<unknown>;

  constructor(
    private readonly branch: Branch,
    private readonly hooks: readonly BoundHook[],
    private readonly call: ExperimentCall,
    private readonly body: () => unknown,
  ) {
    this.end = new Promise((resolve, reject) => {
      this.settle = resolve;
      this.fail = reject;
    });
    this.end.catch(() => undefined);
  }

  /** Runs hooks and body; gives the body's stream or what the outermost hook gives. */
  run(): unknown {
    const outcome = this.promised(() => this.enter(0));
    if (this.stream !== undefined) {
      this.overhear(outcome);
      return this.stream;
    }
    return new Promise((resolve, reject) => {
      this.onStream = (stream) => {
        this.overhear(outcome);
        resolve(stream);
      };
      outcome.then(resolve, reject);
    });
  }

  /** Runs a step of the stream as the hooks let the method run. */
  step<R>(work: () => R): R {
    return this.scope === undefined ? work() : this.scope(work);
  }

  /** The branch is final. */
  finish(): void {
    const { branch } = this;
    if (branch.status === 'success') this.settle(branch.output);
    else if (branch.status === 'failed') this.fail(branch.thrown);
    else this.fail(new DOMException(branch.reason ?? '', 'AbortError'));
  }

  private enter(index: number): unknown {
    const bound = this.hooks[index];
    if (bound === undefined) return this.runBody();
    let isCalled = false;
    const next = (): Promise<unknown> => {
      // Aborted, or out of time: nobody waits for the method.
      if (!isCalled && this.branch.isFinal) return this.end;
      const inner = isCalled
        ? Promise.reject(
            new InvalidHookError(
              bound.name,
              'called next() twice for one branch; to run a method again, give its experiment the option `retry`',
            ),
          )
        : this.promised(() => this.enter(index + 1));
      isCalled = true;
      const outcome = Promise.race([inner, this.end]);
      outcome.catch(() => undefined);
      return outcome;
    };
    return bound.hook.aroundBranch?.(this.branch, next, this.call);
  }

  private promised(work: () => unknown): Promise<unknown> {
    try {
      return Promise.resolve(work());
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  private runBody(): unknown {
    this.reached = true;
    const result = this.body();
    if (isStream(result)) return this.arrived(result);
    return Promise.resolve(result).then((output) =>
      isStream(output) ? this.arrived(output) : output,
    );
  }

  /** Hands a stream out, and goes on with its end. */
  private arrived(stream: unknown): Promise<unknown> {
    if (this.branch.isFinal) discard(stream);
    this.scope = AsyncLocalStorage.snapshot() as typeof this.scope;
    this.stream = stream;
    this.onStream(stream);
    return this.end;
  }

  /** The caller has its stream: what hooks do now changes nothing for it. */
  private overhear(outcome: Promise<unknown>): void {
    outcome.catch((thrown: unknown) => {
      const { branch, hooks } = this;
      if (branch.status === 'failed' && thrown === branch.thrown) return;
      if (branch.status === 'skipped') return;
      hooks[0]?.ignored(branch.experiment, thrown);
    });
  }
}
