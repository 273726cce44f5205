import type { RunsApi } from './runs.api.js';
import { RUN_KEY } from './run-key.js';

const LIMIT = 1_000;

/** The run that stays, of those that may have the same key. @internal */
export interface KeptRun {
  readonly key: string;
  readonly experimentId: string;
  readonly runId: string;
}

/**
 * Removes runs that came to be twice: when the server makes a run but its answer is
 * lost, and the run cannot be found yet when it is looked for.
 *
 * @internal
 */
export class DuplicateRuns {
  private readonly suspects = new Map<string, KeptRun>();

  constructor(private readonly runs: RunsApi) {}

  /** Looks now, and once more in {@link sweep}: a slow server may come late. */
  async suspect(kept: KeptRun): Promise<void> {
    this.suspects.set(kept.key, kept);
    for (const oldest of this.suspects.keys()) {
      if (this.suspects.size <= LIMIT) break;
      this.suspects.delete(oldest);
    }
    await this.clear(kept).catch(() => undefined);
  }

  /** @throws MlflowRequestError */
  async sweep(): Promise<void> {
    for (const kept of this.suspects.values()) {
      await this.clear(kept);
      this.suspects.delete(kept.key);
    }
  }

  private async clear({ key, experimentId, runId }: KeptRun): Promise<void> {
    const tag = { key: RUN_KEY, value: key };
    for (const { id } of await this.runs.tagged(experimentId, tag))
      if (id !== runId) await this.runs.delete(id);
  }
}
