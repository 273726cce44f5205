import type { ConfigEntry } from '../config/config-entry.interface.js';
import { Attempts, type DescribeFailure } from './attempts.js';
import type { BranchAttempt } from './branch-attempt.interface.js';
import type { BranchError } from './branch-error.interface.js';
import { BranchAlreadyFinalizedError } from './branch-finalized.error.js';
import type { BranchRecord } from './branch-record.interface.js';
import type {
  BranchRole,
  BranchStatus,
  ConfigOrigin,
} from './branch-status.type.js';
import { describeError } from './describe-error.js';
import { Censor } from '../redaction/censor.js';
import { SafeCopy } from '../redaction/safe-copy.js';
import { jsonSafe } from './json-safe.js';
import { labelOf } from './label-of.js';
import type { Mutable } from './mutable.type.js';
import { type Anchor, Timeline } from './timeline.js';

/** What a branch made by `Branch.start` may have beside its config. @publicApi */
export interface BranchStartOptions {
  /** @default 'anonymous' */
  experiment?: string;
  /** @default 'primary' */
  role?: BranchRole;
  /** The id of the branch in whose method this one starts. */
  parentId?: string;
}

/** How a branch becomes plain data. @publicApi */
export interface BranchJsonOptions {
  /** Paths to mask in config and output: `apiKey`, `*.apiKey`, `**.apiKey`. */
  redact?: readonly string[];
}

/** The origin of a config that the caller passed as an argument. @internal */
export const CALLER = 'caller';

interface BranchExtra {
  error: BranchError | undefined;
  scores: Record<string, number> | undefined;
  attempts: Attempts | undefined;
  /** What the method was called with, while it waits to be recorded. */
  args: unknown;
}

/**
 * What every branch has, whatever its status. Ids, times and errors are kept raw and
 * formatted when they are read, so that a branch costs the call next to nothing.
 *
 * @publicApi
 */
class Branch<T = unknown> {
  /** Whether the method asked for its config. */
  configRead = false;

  private state: BranchStatus = 'pending';
  private elapsed = -1;
  private result: T | undefined = undefined;
  /** The thrown value of a failed branch, the reason of a skipped one. */
  private detail: unknown = undefined;
  /** What few branches have: their error as data, their scores. */
  private extra: BranchExtra | undefined = undefined;

  /** @internal */
  constructor(
    /** The experiment's name. */
    readonly experiment: string,
    /** @internal */
    readonly entry: ConfigEntry,
    readonly role: BranchRole,
    /** The branch in whose method this one was started, if any. */
    readonly parentId: string | undefined,
    private readonly sequence: number,
    private readonly anchor: Anchor,
    /** When it started, on the clock of its anchor. @internal */
    public mark: number,
  ) {}

  /** @internal */
  static start<T = unknown>(
    configId: string,
    config: unknown,
    options: BranchStartOptions = {},
  ): Branch<T> {
    const timeline = new Timeline();
    const mark = timeline.now();
    return new Branch<T>(
      options.experiment ?? 'anonymous',
      { id: configId, hash: '', value: config, origin: 'Branch.start' },
      options.role ?? 'primary',
      options.parentId,
      timeline.next(),
      timeline.anchor(mark),
      mark,
    );
  }

  /** Unique among processes and hosts; sorts by time (to the second), then by order of start. */
  get id(): string {
    return this.anchor.idOf(this.sequence);
  }

  get configId(): string {
    return this.entry.id;
  }

  /**
   * What people call the config: `$name`, and what tells it from the others of a matrix.
   * `undefined` where there is nothing, or the config has an `$id` and no name.
   */
  get label(): string | undefined {
    return labelOf(this.entry);
  }

  /** The config's plain value, deep-frozen. */
  get config(): unknown {
    return this.entry.value;
  }

  get configSource(): ConfigOrigin {
    return this.entry.origin === CALLER ? 'caller' : 'pool';
  }

  get status(): BranchStatus {
    return this.state;
  }

  get isFinal(): boolean {
    return this.state !== 'pending';
  }

  /** Milliseconds since the epoch. */
  get startedAt(): number {
    return this.mark + this.anchor.offset;
  }

  /** Milliseconds on a monotonic clock, `undefined` while the branch is pending. */
  get durationMs(): number | undefined {
    return this.isFinal ? this.elapsed : undefined;
  }

  /** What the method returned; `undefined` unless the branch succeeded. */
  get output(): T | undefined {
    return this.result;
  }

  /** What the method threw, as data; `undefined` unless the branch failed. */
  get error(): BranchError | undefined {
    if (this.state !== 'failed') return undefined;
    return (this.extras.error ??= describeError(this.detail));
  }

  /** The very value that the method threw; `undefined` unless the branch failed. */
  get thrown(): unknown {
    return this.state === 'failed' ? this.detail : undefined;
  }

  /** Why the branch did not run, or who ended it; `undefined` unless it was skipped. */
  get reason(): string | undefined {
    return this.state === 'skipped' ? (this.detail as string) : undefined;
  }

  /** Scores by evaluator name. */
  get scores(): Readonly<Record<string, number>> {
    return this.extra?.scores ?? {};
  }

  /** The runs of the method, in order, where the experiment has `retry`; else none. */
  get attempts(): readonly BranchAttempt[] {
    return this.attemptsAs((thrown) => describeError(thrown));
  }

  /** Adds or replaces a score. */
  score(name: string, value: number): void {
    this.extras.scores = { ...this.extras.scores, [name]: value };
  }

  /** The method runs, for the first time or again. @internal */
  beginAttempt(): void {
    (this.extras.attempts ??= new Attempts(this.anchor.clock)).begin();
  }

  /** The run of the method has ended; with an error, where one is given. @internal */
  endAttempt(failure?: { readonly thrown: unknown }): void {
    this.extra?.attempts?.end(failure);
  }

  /** {@link attempts} with errors as somebody else tells them. @internal */
  attemptsAs(describe: DescribeFailure): BranchAttempt[] {
    const attempts = this.extra?.attempts;
    if (attempts === undefined) return [];
    const end = this.isFinal ? this.mark + this.elapsed : undefined;
    const failure =
      this.state === 'failed' ? { thrown: this.detail } : undefined;
    return attempts.shown(this.anchor.offset, end, failure, describe);
  }

  /** Ends the branch with what its method returned. */
  markSuccess(output: T): void {
    this.finalize('success');
    this.result = output;
  }

  /** Ends the branch with what its method threw, whatever that is. */
  markFailure(thrown: unknown): void {
    this.finalize('failed');
    this.detail = thrown;
  }

  /** Ends the branch as one that was not run, or whose result nobody waits for. */
  markSkipped(reason: string): void {
    this.finalize('skipped');
    this.detail = reason;
  }

  /** Keeps what the method is called with until it is taken. @internal */
  keepArgs(args: unknown): void {
    this.extras.args = args;
  }

  /** What was kept, which is not kept any longer. @internal */
  takeArgs(): unknown {
    const { extra } = this;
    if (extra === undefined) return undefined;
    const { args } = extra;
    extra.args = undefined;
    return args;
  }

  /** The branch as data, as it is. @internal */
  toRecord(): Mutable<BranchRecord> {
    const record: Mutable<BranchRecord> = {
      id: this.id,
      parentId: this.parentId,
      experiment: this.experiment,
      configId: this.configId,
      label: this.label,
      config: this.config,
      configSource: this.configSource,
      configRead: this.configRead,
      role: this.role,
      status: this.status,
      startedAt: this.startedAt,
      durationMs: this.durationMs,
      args: undefined,
      output: this.output,
      error: this.error,
      reason: this.reason,
      scores: this.extra?.scores,
      truncated: undefined,
    };
    // Not spread into the literal, which would be slow for every branch.
    if (this.extra?.attempts !== undefined) record.attempts = this.attempts;
    return record;
  }

  /** Plain data that `JSON.stringify` takes whatever the method returned. */
  toJSON(options?: BranchJsonOptions): BranchRecord {
    // JSON.stringify passes the key, a string, where options would stand.
    const redact = typeof options === 'object' ? options.redact : undefined;
    const record = this.toRecord();
    if (redact === undefined) return jsonSafe(record) as BranchRecord;
    const copy = new SafeCopy(new Censor({ paths: redact, defaults: false }));
    const config = copy.of(record.config, 'config');
    const output = copy.of(record.output, 'output');
    return jsonSafe({ ...record, config, output }) as BranchRecord;
  }

  private get extras(): BranchExtra {
    return (this.extra ??= {
      error: undefined,
      scores: undefined,
      attempts: undefined,
      args: undefined,
    });
  }

  private finalize(status: BranchStatus): void {
    if (this.state !== 'pending') {
      throw new BranchAlreadyFinalizedError(
        this.experiment,
        this.configId,
        this.state,
      );
    }
    this.state = status;
    this.elapsed = this.anchor.clock.now() - this.mark;
  }
}

// Debuggers and logs print the name of the class; `Branch` of branch.ts tells its states apart.
export { Branch as BranchBase };
