import { jest } from '@jest/globals';
import type { Branch } from '../branch/branch.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { BranchRecorder } from './branch-recorder.js';
import { InMemoryLogger } from './in-memory.logger.js';
import { LoggerBackend } from './logger-backend.js';
import type { RecorderOptions } from './recorder-options.js';
import type { BackendStats } from './recorder-stats.interface.js';

export type Answer = (records: readonly BranchRecord[]) => unknown;

export const ok: Answer = () => undefined;
export const hang = (): Promise<never> => new Promise(() => undefined);
export const raise = (): never => {
  throw new Error('disk is full');
};

/** Time for what is due now, timers aside. */
export const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Lets fake time pass, and all that is due before and after it. */
export const elapse = async (ms: number): Promise<void> => {
  await turns();
  await jest.advanceTimersByTimeAsync(ms);
  await turns();
};

/** Keeps the batches that it gets. */
export class BatchBackend extends LoggerBackend {
  readonly batches: (readonly BranchRecord[])[] = [];
  override logBranches(records: readonly BranchRecord[]): void {
    this.batches.push(records);
  }
  get ids(): string[] {
    return this.batches.flat().map(({ configId }) => configId);
  }
}

/** Answers call by call, the last answer from then on. */
export class ScriptedBackend extends LoggerBackend {
  readonly calls: string[][] = [];
  private readonly times: number[] = [];

  constructor(private readonly answers: Answer[]) {
    super();
  }

  override logBranches(records: readonly BranchRecord[]): void {
    this.calls.push(records.map(({ configId }) => configId));
    this.times.push(performance.now());
    const answer =
      this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    return answer?.(records) as undefined;
  }

  /** The milliseconds between calls. */
  get gaps(): number[] {
    return this.times
      .slice(1)
      .map((time, index) => Math.round(time - (this.times[index] ?? 0)));
  }
}

export interface FaultySetUp {
  readonly recorder: BranchRecorder;
  readonly healthy: InMemoryLogger;
  readonly warnings: string[];
  readonly faulty: () => BackendStats;
}

/** A faulty backend next to a healthy one. */
export function setUpFaulty(
  backend: LoggerBackend,
  options?: Partial<RecorderOptions>,
  random = () => 1,
): FaultySetUp {
  const warnings: string[] = [];
  const healthy = new InMemoryLogger();
  const recorder = new BranchRecorder({
    random,
    warn: (line) => warnings.push(line),
  });
  recorder.attach([backend, healthy], { gatherMs: 0, ...options });
  const faulty = () => recorder.stats().backends[0] as BackendStats;
  return { recorder, healthy, warnings, faulty };
}

export interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export function deferred(): Deferred {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((onDone, onFail) => {
    resolve = onDone;
    reject = onFail;
  });
  return { promise, resolve, reject };
}

/** A recorder on some backends. */
export function setUp(
  backends: readonly LoggerBackend[],
  options?: Partial<RecorderOptions>,
): { recorder: BranchRecorder; warnings: string[] } {
  const warnings: string[] = [];
  const recorder = new BranchRecorder({ warn: (line) => warnings.push(line) });
  recorder.attach(backends, { gatherMs: 0, ...options });
  return { recorder, warnings };
}

export const recordAll = (
  recorder: BranchRecorder,
  branches: readonly Branch[],
): void => branches.forEach((branch) => recorder.record(branch));
