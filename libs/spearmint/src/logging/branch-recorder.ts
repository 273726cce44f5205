import { AsyncResource } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { Branch } from '../branch/branch.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { BackendLane } from './backend-lane.js';
import { Deadline } from './deadline.js';
import { describeCause } from './describe-cause.js';
import type { LoggerBackend } from './logger-backend.js';
import { details } from './details.js';
import { LossReporter } from './loss-reporter.js';
import { nextTurn } from './pause.js';
import { RecordMaker } from './record-maker.js';
import { mergeRedact } from '../redaction/redact-options.interface.js';
import { resolveCapture } from './capture-options.interface.js';
import { RecorderOptions, resolveRecorderOptions } from './recorder-options.js';
import { RecordingRules } from './recording-rules.js';
import type { RecorderSeams } from './recorder-seams.interface.js';
import type { RecorderStats } from './recorder-stats.interface.js';
import { laneName, workingBackends } from './working-backends.js';

const CLOSED_EARLY = 'the application closed before they were delivered';

/**
 * Stands between experiments and backends: takes a branch in no time, and brings
 * it to every backend later, whatever the backends do.
 *
 * @publicApi
 */
export class BranchRecorder {
  private options = new RecorderOptions();
  private maker: RecordMaker;
  /** What makers before this one have counted. */
  private counted = { masked: 0, truncated: 0 };
  private lanes: readonly BackendLane[] = [];
  private queue: Branch[] = [];
  private taken = 0;
  private overflown = 0;
  private overflownTold = 0;
  private refused = 0;
  private isOpen = true;
  private isMuted = false;
  /** From the start, because nothing is to be scheduled before `attach`. */
  private isScheduled = true;
  /** Until when branches gather, on the recorder's clock, and what waits for it. */
  private gathersUntil = 0;
  private gathering: NodeJS.Timeout | undefined = undefined;
  /** How many wait for deliveries: nothing gathers then. */
  private waiting = 0;
  private closing: Promise<void> | undefined = undefined;
  private readonly seams: RecorderSeams;
  private readonly scope = new AsyncResource('SpearmintRecorder');
  private readonly reporter: LossReporter;

  /** With clock, randomness and log replaced for tests. @internal */
  constructor(
    seams: Partial<RecorderSeams> = {},
    private readonly rules = new RecordingRules(),
  ) {
    this.maker = new RecordMaker(undefined, rules);
    const logger = new Logger('Spearmint');
    this.seams = {
      now: () => performance.now(),
      random: () => Math.random(),
      warn: (message, fields) => logger.warn(message, ...details(fields)),
      ...seams,
    };
    this.reporter = new LossReporter(this.seams.warn);
  }

  /** Takes over a branch that is final. Never throws, never waits. */
  record(branch: Branch): void {
    if (!this.isOpen) return this.refuse(branch);
    if (this.queue.length >= this.options.queueLimit) {
      this.overflown++;
      branch.takeArgs();
      return;
    }
    this.queue.push(branch);
    if (!this.isScheduled) this.schedule();
    else if (this.queue.length === this.enough) this.hurry();
  }

  /** Keeps what a branch was called with until it is recorded. Never throws. @internal */
  keepArgs(branch: Branch, args: readonly unknown[]): void {
    if (!this.isOpen) return;
    const capture = this.rules.of(branch.experiment);
    branch.keepArgs(
      capture.snapshot ? this.maker.capture(args, capture) : args,
    );
  }

  /** What masks records, for whoever tells of branches elsewhere. @internal */
  get records(): Pick<RecordMaker, 'outline' | 'error' | 'text'> {
    return this.maker;
  }

  /**
   * Opens a lane to each backend, and starts with what has been recorded so far.
   * With none but `NoOpLogger`s nothing is kept from here on.
   *
   * @throws InvalidLoggerBackendError for what is no backend.
   * @throws InvalidRecorderOptionError for an option that makes no sense.
   */
  attach(
    backends: readonly LoggerBackend[],
    options: Partial<RecorderOptions> = {},
  ): void {
    const resolved = resolveRecorderOptions(options);
    const working = workingBackends(backends);
    if (this.closing !== undefined) return;
    resolved.redact = mergeRedact(this.options.redact, resolved.redact);
    this.options = resolved;
    this.rules.setBase(resolveCapture(resolved.capture));
    this.counted = this.counts();
    this.maker = new RecordMaker(resolved.redact, this.rules);
    for (const backend of working) this.addLane(backend);
    this.isMuted = this.lanes.length === 0;
    this.isOpen = !this.isMuted;
    if (this.isMuted) this.queue = [];
    else this.schedule();
  }

  /** Has the backends get ready, waiting for none. @internal */
  open(): void {
    for (const lane of this.lanes) void lane.open();
  }

  /** What became of the branches so far. */
  stats(): RecorderStats {
    return {
      queued: this.queue.length,
      accepted: this.taken + this.queue.length,
      dropped: { queueFull: this.overflown, closed: this.refused },
      ...this.counts(),
      backends: this.lanes.map((lane) => lane.stats()),
    };
  }

  /**
   * Waits until all that was recorded before is delivered or dropped.
   *
   * @param deadlineMs how long to wait at most, in milliseconds.
   * @returns whether it was done in time; never rejects.
   */
  async flush(deadlineMs = Infinity): Promise<boolean> {
    if (this.lanes.length === 0) return this.queue.length === 0;
    const deadline = new Deadline(deadlineMs);
    this.waiting++;
    this.hurry();
    const isDone = await deadline.allows(this.settled(deadline));
    this.waiting--;
    deadline.clear();
    return isDone;
  }

  /**
   * Takes nothing more, flushes, then flushes and closes every backend. What is
   * not delivered by the deadline is dropped and counted. A second call gets the
   * promise of the first.
   *
   * @param deadlineMs how long all of it may take, in milliseconds.
   * @returns when done or at the deadline; never rejects.
   */
  close(deadlineMs: number): Promise<void> {
    return (this.closing ??= this.shutDown(new Deadline(deadlineMs)));
  }

  private counts(): Pick<RecorderStats, 'masked' | 'truncated'> {
    return {
      masked: this.counted.masked + this.maker.masked,
      truncated: this.counted.truncated + this.maker.truncated,
    };
  }

  private readonly pump = (): void => {
    this.isScheduled = false;
    this.gathering = undefined;
    const branches = this.queue.splice(0, this.options.batchSize);
    this.taken += branches.length;
    const records: BranchRecord[] = [];
    for (const branch of branches) this.makeRecord(branch, records);
    for (const lane of this.lanes) lane.push(records);
    this.tellOverflow();
    this.gathersUntil = this.seams.now() + this.options.gatherMs;
    if (this.queue.length > 0) this.schedule();
  };

  /** A full queue waits for no full batch. */
  private get enough(): number {
    const { batchSize, queueLimit } = this.options;
    return Math.min(batchSize, queueLimit);
  }

  /** Not unref'd, whichever it is: it is over soon, and what is recorded last is not lost. */
  private schedule(): void {
    this.isScheduled = true;
    const isUrgent = this.waiting > 0 || this.queue.length >= this.enough;
    const gatherMs = isUrgent ? 0 : this.gathersUntil - this.seams.now();
    // Backends belong to the application, not to the request that happens to be first.
    this.scope.runInAsyncScope(() => {
      if (gatherMs > 0) this.gathering = setTimeout(this.pump, gatherMs);
      else setImmediate(this.pump);
    });
  }

  /** Does in the next turn what was to be done when enough has gathered. */
  private hurry(): void {
    if (this.gathering === undefined) return;
    clearTimeout(this.gathering);
    this.gathering = undefined;
    this.scope.runInAsyncScope(() => setImmediate(this.pump));
  }

  private makeRecord(branch: Branch, records: BranchRecord[]): void {
    try {
      records.push(this.maker.make(branch));
    } catch (thrown) {
      const cause = `no record could be made of a branch: ${describeCause(thrown)}`;
      for (const lane of this.lanes) lane.lose(1, 'failed', cause);
    }
  }

  private addLane(backend: LoggerBackend): void {
    const name = laneName(
      backend,
      this.lanes.map((lane) => lane.name),
    );
    const { options, seams, reporter } = this;
    const lane = new BackendLane(name, backend, options, seams, reporter);
    this.lanes = [...this.lanes, lane];
  }

  private async settled(deadline: Deadline): Promise<void> {
    const goal = this.taken + this.queue.length;
    while (this.taken < goal && !deadline.isPassed) await nextTurn();
    await Promise.all(this.lanes.map((lane) => lane.settled()));
  }

  private async shutDown(deadline: Deadline): Promise<void> {
    this.isOpen = false;
    this.waiting++;
    this.hurry();
    while (this.lanes.length > 0 && this.queue.length > 0 && !deadline.isPassed)
      await nextTurn();
    this.dropQueue();
    await Promise.all(this.lanes.map((lane) => lane.close(deadline)));
    deadline.clear();
    this.reporter.close();
  }

  private dropQueue(): void {
    const { length } = this.queue;
    this.queue = [];
    this.tellOverflow();
    if (this.lanes.length === 0) this.refused += length;
    else this.taken += length;
    for (const lane of this.lanes) lane.lose(length, 'closed', CLOSED_EARLY);
  }

  private refuse(branch: Branch): void {
    branch.takeArgs();
    if (this.isMuted) return;
    if (this.refused++ === 0) setImmediate(() => this.tellRefused());
  }

  private tellOverflow(): void {
    const count = this.overflown - this.overflownTold;
    if (count === 0) return;
    this.overflownTold = this.overflown;
    this.reporter.report(
      {
        source: 'The recorder',
        cause: `its queue of ${this.options.queueLimit} was full, branches end faster than they can be recorded`,
        remedy: 'Raise queueLimit, or run fewer branches.',
      },
      count,
    );
  }

  private tellRefused(): void {
    this.reporter.say(
      'Branches ended after the application had closed and are not recorded. ' +
        'Calls are not affected. Await what is running before app.close().',
    );
  }
}
