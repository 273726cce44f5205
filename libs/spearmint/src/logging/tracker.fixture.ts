import type { BranchError } from '../branch/branch-error.interface.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { jsonSafe } from '../branch/json-safe.js';
import type { RecordedBranch } from './backend-contract.interface.js';
import { LoggerBackend } from './logger-backend.js';
import type { RunStatus } from './run-status.interface.js';

export interface TrackedRun {
  readonly configId: string;
  readonly params: Record<string, string>;
  readonly metrics: Record<string, number>;
  readonly artifacts: Record<string, string>;
  error?: BranchError;
  end?: RunStatus;
}

/** A tracker as they are: params are text, metrics numbers, outputs JSON files. */
export class TrackerBackend extends LoggerBackend {
  readonly runs = new Map<string, TrackedRun>();
  readonly calls: string[] = [];
  /** Member by member, how often it is still to fail. */
  readonly faults: Record<string, number> = {};

  override async startRun(branch: BranchRecord): Promise<string> {
    await this.step('startRun');
    const id = `run-${this.runs.size + 1}`;
    const { configId } = branch;
    this.runs.set(id, { configId, params: {}, metrics: {}, artifacts: {} });
    return id;
  }

  override async logParams(
    runId: string,
    params: Record<string, unknown>,
  ): Promise<void> {
    await this.step('logParams');
    for (const [name, value] of Object.entries(params)) {
      this.run(runId).params[name] = String(value);
    }
  }

  override async logMetrics(
    runId: string,
    metrics: Record<string, number>,
  ): Promise<void> {
    await this.step('logMetrics');
    Object.assign(this.run(runId).metrics, metrics);
  }

  override async logOutput(runId: string, output: unknown): Promise<void> {
    await this.step('logOutput');
    const json = JSON.stringify(jsonSafe(output)) ?? 'null';
    this.run(runId).artifacts[`branch_${runId}.json`] = json;
  }

  override async logException(
    runId: string,
    error: BranchError,
  ): Promise<void> {
    await this.step('logException');
    this.run(runId).error = error;
  }

  override async logStatus(runId: string, status: RunStatus): Promise<void> {
    await this.step('logStatus');
    this.run(runId).end = status;
  }

  recorded(): RecordedBranch[] {
    return [...this.runs.values()].map(
      ({ configId, artifacts, error, end }) => ({
        configId,
        status: end?.status,
        durationMs: end?.durationMs,
        output: JSON.parse(Object.values(artifacts)[0] ?? 'null') as unknown,
        error,
      }),
    );
  }

  run(runId: string): TrackedRun {
    return this.runs.get(runId) as TrackedRun;
  }

  private async step(name: string): Promise<void> {
    this.calls.push(name);
    await new Promise((resolve) => setImmediate(resolve));
    const left = this.faults[name] ?? 0;
    this.faults[name] = left - 1;
    if (left > 0) throw new Error(`${name} is down`);
  }
}
